// Form encoding (application/x-www-form-urlencoded) and percent-encoding; knows no parameter by name.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "base/secret.h"

namespace holdfast::api {

/// One field of a form. The value is held as a secret, since it may be a passcode or a token.
struct FormField {
  std::string name;
  SecretBytes value;
};

/// The fields of a form in their order; each name at most once after `decodeForm`.
struct Form {
  std::vector<FormField> fields;

  /// The value of `name`, or nullptr. Valid as long as the form is unchanged.
  [[nodiscard]] const SecretBytes* find(std::string_view name) const;
  void add(std::string_view name, std::string_view value);
  void add(std::string_view name, const SecretBytes& value);
};

/// `name=value&…` with the application/x-www-form-urlencoded percent-encode set of the URL standard, blanks as `+`.
[[nodiscard]] SecretBytes encodeForm(const Form& form);

/// The fields of a body or query. Fails with `parameterEncoding` at a `%` without two hexadecimal digits or bytes that
/// are not UTF-8, and with `parameterRepeated` at a name given twice; the error names the field, never its value.
[[nodiscard]] Result<Form> decodeForm(ByteView text);

/// `segment` as one segment of a path: all but letters, digits, `-`, `.`, `_`, `~` percent-encoded (RFC 3986, 2.3).
[[nodiscard]] std::string encodePathSegment(std::string_view segment);

/// The text of one path segment. Fails with `parameterEncoding` like `decodeForm`; `+` stays `+`.
[[nodiscard]] Result<std::string> decodePathSegment(std::string_view segment);

}  // namespace holdfast::api
