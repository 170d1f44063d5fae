#include "learn/learner_status.h"

namespace suggestd::learn {

std::string_view phase_name(LearnerPhase phase) {
  switch (phase) {
    case LearnerPhase::restoring:
      return "restoring";
    case LearnerPhase::live:
      return "live";
    case LearnerPhase::catching_up:
      return "catching up";
    case LearnerPhase::training:
      return "training";
    case LearnerPhase::asleep:
      return "asleep";
    case LearnerPhase::stopped:
      return "stopped";
  }
  return "stopped";
}

}  // namespace suggestd::learn
