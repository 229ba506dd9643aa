// The encodings; what is decoded on the way to a SecretBytes never passes through a string.
#include "api/form.h"

#include <algorithm>

#include "base/utf8.h"

namespace holdfast::api {
namespace {

constexpr std::string_view kDigits = "0123456789ABCDEF";

bool isAlphanumeric(std::uint8_t byte) {
  return (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z');
}

template <class Sink>
void percentEncode(std::uint8_t byte, Sink&& sink) {
  const char encoded[] = {'%', kDigits[byte >> 4], kDigits[byte & 15]};
  sink(std::string_view(encoded, sizeof encoded));
}

void encodeInto(SecretBuilder& builder, ByteView bytes) {
  for (const std::uint8_t byte : bytes) {
    if (byte == ' ') {
      builder.append("+");
    } else if (isAlphanumeric(byte) || byte == '*' || byte == '-' || byte == '.' || byte == '_') {
      builder.append(ByteView(&byte, 1));
    } else {
      percentEncode(byte, [&](std::string_view text) { builder.append(text); });
    }
  }
}

int hexDigit(std::uint8_t letter) {
  if (letter >= '0' && letter <= '9') return letter - '0';
  if (letter >= 'A' && letter <= 'F') return letter - 'A' + 10;
  if (letter >= 'a' && letter <= 'f') return letter - 'a' + 10;
  return -1;
}

/// Appends the bytes of percent-encoded text; false where a `%` lacks its two digits.
bool decodeInto(SecretBuilder& builder, ByteView text, bool isPlusBlank) {
  for (std::size_t index = 0; index < text.size(); ++index) {
    std::uint8_t byte = text[index];
    if (byte == '+' && isPlusBlank) byte = ' ';
    if (byte == '%') {
      if (index + 2 >= text.size()) return false;
      const int high = hexDigit(text[index + 1]);
      const int low = hexDigit(text[index + 2]);
      if (high < 0 || low < 0) return false;
      byte = static_cast<std::uint8_t>(high * 16 + low);
      index += 2;
    }
    builder.append(ByteView(&byte, 1));
  }
  return true;
}

Result<SecretBytes> decodeText(ByteView text, bool isPlusBlank, const std::string& name) {
  SecretBuilder builder;
  if (!decodeInto(builder, text, isPlusBlank)) {
    return fail(ErrorCode::parameterEncoding, "A percent sign must be followed by two hexadecimal digits.", name);
  }
  SecretBytes decoded = builder.take();
  if (!isUtf8(textOf(decoded.reveal()))) {
    return fail(ErrorCode::parameterEncoding, "The text must be UTF-8, percent-encoded.", name);
  }
  return decoded;
}

}  // namespace

const SecretBytes* Form::find(std::string_view name) const {
  const auto found = std::ranges::find(fields, name, &FormField::name);
  return found == fields.end() ? nullptr : &found->value;
}

void Form::add(std::string_view name, std::string_view value) {
  fields.push_back({std::string(name), SecretBytes(bytesOf(value))});
}

void Form::add(std::string_view name, const SecretBytes& value) { fields.push_back({std::string(name), value.copy()}); }

SecretBytes encodeForm(const Form& form) {
  SecretBuilder builder;
  bool isFirst = true;
  for (const FormField& field : form.fields) {
    if (!isFirst) builder.append("&");
    isFirst = false;
    encodeInto(builder, bytesOf(field.name));
    builder.append("=");
    encodeInto(builder, field.value.reveal());
  }
  return builder.take();
}

Result<Form> decodeForm(ByteView text) {
  Form form;
  while (!text.empty()) {
    const auto end = std::ranges::find(text, std::uint8_t{'&'});
    const ByteView pair = text.first(static_cast<std::size_t>(end - text.begin()));
    text = text.subspan(std::min(pair.size() + 1, text.size()));
    if (pair.empty()) continue;

    const auto equals = std::ranges::find(pair, std::uint8_t{'='});
    const auto nameSize = static_cast<std::size_t>(equals - pair.begin());
    auto name = decodeText(pair.first(nameSize), /*isPlusBlank=*/true, {});
    if (!name) return fail(name);
    const std::string nameText(textOf(name->reveal()));
    if (form.find(nameText) != nullptr) {
      return fail(ErrorCode::parameterRepeated, "The parameter is given more than once; send it once.", nameText);
    }
    auto value = decodeText(pair.subspan(std::min(nameSize + 1, pair.size())), /*isPlusBlank=*/true, nameText);
    if (!value) return fail(value);
    form.fields.push_back({nameText, std::move(*value)});
  }
  return form;
}

std::string encodePathSegment(std::string_view segment) {
  std::string encoded;
  for (const std::uint8_t byte : bytesOf(segment)) {
    if (isAlphanumeric(byte) || byte == '-' || byte == '.' || byte == '_' || byte == '~') {
      encoded.push_back(static_cast<char>(byte));
    } else {
      percentEncode(byte, [&](std::string_view text) { encoded += text; });
    }
  }
  return encoded;
}

Result<std::string> decodePathSegment(std::string_view segment) {
  const auto decoded = decodeText(bytesOf(segment), /*isPlusBlank=*/false, {});
  if (!decoded) return std::unexpected(decoded.error());
  return std::string(textOf(decoded->reveal()));
}

}  // namespace holdfast::api
