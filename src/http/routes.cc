#include "http/routes.h"

#include "http/handlers/accounts.h"
#include "http/handlers/audit.h"
#include "http/handlers/backups.h"
#include "http/handlers/campaign_links.h"
#include "http/handlers/campaign_lists.h"
#include "http/handlers/campaign_runs.h"
#include "http/handlers/campaigns.h"
#include "http/handlers/catalogue_findings.h"
#include "http/handlers/catalogue_syncs.h"
#include "http/handlers/changes.h"
#include "http/handlers/collect.h"
#include "http/handlers/configuration.h"
#include "http/handlers/consent.h"
#include "http/handlers/consumers.h"
#include "http/handlers/context.h"
#include "http/handlers/dashboard.h"
#include "http/handlers/events.h"
#include "http/handlers/experiments.h"
#include "http/handlers/health.h"
#include "http/handlers/imports.h"
#include "http/handlers/jobs.h"
#include "http/handlers/keys.h"
#include "http/handlers/lists.h"
#include "http/handlers/look_back.h"
#include "http/handlers/orders.h"
#include "http/handlers/own_account.h"
#include "http/handlers/pictures.h"
#include "http/handlers/privacy.h"
#include "http/handlers/problems.h"
#include "http/handlers/products.h"
#include "http/handlers/provider_sign_in.h"
#include "http/handlers/receivers.h"
#include "http/handlers/recommendations.h"
#include "http/handlers/registration.h"
#include "http/handlers/reports.h"
#include "http/handlers/scenario_drafts.h"
#include "http/handlers/scenario_trials.h"
#include "http/handlers/scenarios.h"
#include "http/handlers/segment_people.h"
#include "http/handlers/segments.h"
#include "http/handlers/shopper_keys.h"
#include "http/handlers/shops.h"
#include "http/handlers/sign_in.h"
#include "http/handlers/status.h"
#include "http/handlers/users.h"
#include "http/handlers/vectors.h"
#include "http/handlers/watch.h"

namespace suggestd::http {

const std::vector<Route>& route_table() {
  static const std::vector<Route> table = [] {
    std::vector<Route> routes;
    add_order_routes(routes);
    add_event_routes(routes);
    add_collect_routes(routes);
    add_product_routes(routes);
    add_catalogue_sync_routes(routes);
    add_catalogue_findings_routes(routes);
    add_import_routes(routes);
    add_user_routes(routes);
    add_consent_routes(routes);
    add_privacy_routes(routes);
    add_list_routes(routes);
    add_recommendation_routes(routes);
    add_look_back_routes(routes);
    add_scenario_routes(routes);
    add_scenario_draft_routes(routes);
    add_scenario_trial_routes(routes);
    add_segment_routes(routes);
    add_segment_people_routes(routes);
    add_experiment_routes(routes);
    add_report_routes(routes);
    add_context_routes(routes);
    add_campaign_routes(routes);
    add_campaign_run_routes(routes);
    add_campaign_list_routes(routes);
    add_campaign_link_routes(routes);
    add_receiver_routes(routes);
    add_vector_routes(routes);
    add_change_routes(routes);
    add_consumer_routes(routes);
    add_status_routes(routes);
    add_configuration_routes(routes);
    add_watch_routes(routes);
    add_backup_routes(routes);
    add_job_routes(routes);
    add_key_routes(routes);
    add_shop_routes(routes);
    add_shopper_key_routes(routes);
    add_sign_in_routes(routes);
    add_registration_routes(routes);
    add_own_account_routes(routes);
    add_provider_sign_in_routes(routes);
    add_account_routes(routes);
    add_audit_routes(routes);
    add_dashboard_routes(routes);
    add_picture_routes(routes);
    add_problem_routes(routes);
    add_health_routes(routes);
    return routes;
  }();
  return table;
}

}  // namespace suggestd::http
