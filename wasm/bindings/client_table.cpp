// Registers the client's calls with Embind; every name JavaScript sees stands here.
#include <emscripten/bind.h>

#include "bindings/client.h"

EMSCRIPTEN_BINDINGS(holdfast_client) {
  using namespace holdfast::bindings;
  emscripten::class_<Connection>("Connection").smart_ptr<std::shared_ptr<Connection>>("Connection");
  emscripten::function("openConnection", &openConnection);
  emscripten::function("validateParameters", &validateParameters);
  emscripten::function("nextRuns", &nextRuns);
  emscripten::function("runCall", &runCall);
  emscripten::function("runSubmit", &runSubmit);
  emscripten::function("runWatch", &runWatch);
  emscripten::function("runView", &runView);
  emscripten::function("runSignIn", &runSignIn);
  emscripten::function("runSignOut", &runSignOut);
  emscripten::function("currentToken", &currentToken);
  emscripten::function("knownVersion", &knownVersion);
  emscripten::function("errorCodes", &listErrorCodes);
  emscripten::function("sentences", &listSentences);
  emscripten::function("operations", &listOperations);
}
