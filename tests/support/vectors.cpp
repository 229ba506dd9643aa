// Reads the vector files.
#include "support/vectors.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

#include "base/hex.h"

namespace holdfast::testing {
namespace {

namespace fs = std::filesystem;

Bytes readFile(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::optional<fs::path> wycheproofFolder() {
  if (const char* folder = std::getenv("HOLDFAST_VECTORS")) return fs::path(folder) / "wycheproof";
  for (fs::path folder = HOLDFAST_SOURCE_DIR; folder != folder.root_path(); folder = folder.parent_path()) {
    if (const fs::path found = folder / "shared/vectors/wycheproof"; fs::exists(found)) return found;
  }
  return std::nullopt;
}

AgeCase parseAgeCase(std::string name, const Bytes& bytes) {
  AgeCase result;
  result.name = std::move(name);
  const std::string_view text = textOf(bytes);
  const std::size_t end = text.find("\n\n");
  std::istringstream facts{std::string(text.substr(0, end))};
  for (std::string line; std::getline(facts, line);) {
    const std::size_t colon = line.find(": ");
    const std::string key = line.substr(0, colon);
    const std::string value = line.substr(colon + 2);
    if (key == "expect") result.expect = value;
    if (key == "file key") result.fileKey = fromHex(value);
    if (key == "passphrase") result.passphrase = value;
    if (key == "armored") result.armored = value == "yes";
    if (key == "payload") result.payload = value;
  }
  result.sealed.assign(bytes.begin() + static_cast<std::ptrdiff_t>(end) + 2, bytes.end());
  return result;
}

}  // namespace

Bytes fromHex(std::string_view text) {
  std::string digits(text);
  std::erase_if(digits, [](char character) { return character == ' ' || character == '\n'; });
  return decodeHex(digits).value();
}

std::optional<Json> wycheproof(std::string_view name) {
  const auto folder = wycheproofFolder();
  if (!folder || !fs::exists(*folder / name)) return std::nullopt;
  return parseJson(textOf(readFile(*folder / name))).value();
}

std::vector<AgeCase> ageKit() {
  const fs::path folder = fs::path(HOLDFAST_SOURCE_DIR) / "build/vectors/age";
  std::vector<AgeCase> cases;
  if (!fs::exists(folder)) return cases;
  for (const auto& entry : fs::directory_iterator(folder)) {
    cases.push_back(parseAgeCase(entry.path().filename().string(), readFile(entry.path())));
  }
  std::ranges::sort(cases, {}, &AgeCase::name);
  return cases;
}

}  // namespace holdfast::testing
