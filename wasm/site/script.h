// Lets a job be written from top to bottom: a coroutine that asks its host and is resumed with the answer, without I/O.
#pragma once

#include <coroutine>
#include <exception>
#include <memory>
#include <optional>
#include <utility>

#include "site/host.h"

namespace holdfast::site {

/// A coroutine that ends with a `T`; it runs when it is awaited.
template <class T>
class [[nodiscard]] Script {
 public:
  struct promise_type {
    std::optional<T> value;
    std::coroutine_handle<> caller = std::noop_coroutine();

    Script get_return_object() { return Script(std::coroutine_handle<promise_type>::from_promise(*this)); }
    std::suspend_always initial_suspend() noexcept { return {}; }
    auto final_suspend() noexcept {
      struct ToCaller {
        bool await_ready() noexcept { return false; }
        std::coroutine_handle<> await_suspend(std::coroutine_handle<promise_type> ended) noexcept {
          return ended.promise().caller;
        }
        void await_resume() noexcept {}
      };
      return ToCaller{};
    }
    void return_value(T result) { value.emplace(std::move(result)); }
    void unhandled_exception() { std::terminate(); }
  };

  Script(Script&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
  Script& operator=(Script&&) = delete;
  ~Script() {
    if (handle_) handle_.destroy();
  }

  bool await_ready() const { return false; }
  std::coroutine_handle<> await_suspend(std::coroutine_handle<> caller) {
    handle_.promise().caller = caller;
    return handle_;
  }
  T await_resume() { return std::move(*handle_.promise().value); }

  /// Runs the outermost script up to its first question, or to its end.
  void start() { handle_.resume(); }
  /// The value the outermost script ended with, or nothing while it runs.
  std::optional<T>& ended() { return handle_.promise().value; }

 private:
  explicit Script(std::coroutine_handle<promise_type> handle) : handle_(handle) {}
  std::coroutine_handle<promise_type> handle_;
};

/// A HostedJob written as a script: `run` asks through `ask` and ends with the job's result as JSON text.
class ScriptedJob : public HostedJob {
 public:
  HostCall start(EpochMs now) final;
  HostCall next(HostAnswer answer, EpochMs now) final;
  void cancel() final { isCancelled_ = true; }

 protected:
  virtual Script<Result<std::string>> run() = 0;

  /// The time of the last answer.
  [[nodiscard]] EpochMs now() const { return now_; }
  /// Gives out a file key beside the result, which is text.
  void handOver(SecretBytes fileKey) { fileKey_ = std::make_shared<const SecretBytes>(std::move(fileKey)); }
  /// From here on `cancel` is not heard: the script cleans up.
  void stopListening() { isListening_ = false; }

  /// `co_await ask(ListContent{…})` is the host's answer, of the type the call names; `jobCancelled` after `cancel`.
  template <class Call>
  auto ask(Call call) {
    return askFor<typename Call::Answer>(std::move(call));
  }

  /// `ask` for a call of which only the type of its answer is known.
  template <class Wanted>
  auto askFor(HostCall call) {
    struct Question {
      ScriptedJob& job;
      HostCall call;
      bool await_ready() const { return job.isCancelHeard(); }
      void await_suspend(std::coroutine_handle<> script) {
        job.call_ = std::move(call);
        job.waiting_ = script;
      }
      Result<Wanted> await_resume() {
        if (job.isCancelHeard()) return fail(ErrorCode::jobCancelled, "the job was cancelled");
        if (!job.answer_) return fail(job.answer_);
        if (auto* const value = std::get_if<Wanted>(&*job.answer_)) return std::move(*value);
        return fail(ErrorCode::storageFailed, "the storage answered with something else than was asked");
      }
    };
    return Question{*this, std::move(call)};
  }

 private:
  bool isCancelHeard() const { return isCancelled_ && isListening_; }
  HostCall takeCall();

  std::optional<Script<Result<std::string>>> script_;
  std::coroutine_handle<> waiting_;
  HostCall call_;
  HostAnswer answer_;
  std::shared_ptr<const SecretBytes> fileKey_;
  EpochMs now_ = 0;
  bool isCancelled_ = false;
  bool isListening_ = true;
};

}  // namespace holdfast::site
