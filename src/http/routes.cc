#include "http/routes.h"

#include "http/handlers/backups.h"
#include "http/handlers/catalogue_syncs.h"
#include "http/handlers/changes.h"
#include "http/handlers/consumers.h"
#include "http/handlers/events.h"
#include "http/handlers/health.h"
#include "http/handlers/lists.h"
#include "http/handlers/orders.h"
#include "http/handlers/products.h"
#include "http/handlers/recommendations.h"
#include "http/handlers/reports.h"
#include "http/handlers/scenario_trials.h"
#include "http/handlers/scenarios.h"
#include "http/handlers/status.h"
#include "http/handlers/users.h"
#include "http/handlers/vectors.h"

namespace suggestd::http {

const std::vector<Route>& route_table() {
  static const std::vector<Route> table = [] {
    std::vector<Route> routes;
    add_order_routes(routes);
    add_event_routes(routes);
    add_product_routes(routes);
    add_catalogue_sync_routes(routes);
    add_user_routes(routes);
    add_list_routes(routes);
    add_recommendation_routes(routes);
    add_scenario_routes(routes);
    add_scenario_trial_routes(routes);
    add_report_routes(routes);
    add_vector_routes(routes);
    add_change_routes(routes);
    add_consumer_routes(routes);
    add_status_routes(routes);
    add_backup_routes(routes);
    add_health_routes(routes);
    return routes;
  }();
  return table;
}

}  // namespace suggestd::http
