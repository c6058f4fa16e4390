package io.asyncreply.endtoend.monitoring;

import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.asyncreply.endtoend.repository.RepositoryFiles;
import tools.jackson.databind.JsonNode;

/**
 * The expressions of dashboards, alerts and the autoscaler.
 */
final class PrometheusExpressions {

	static final String ALERTS = "monitoring/alerts.yml";

	static final List<String> DASHBOARDS = RepositoryFiles.list("monitoring/grafana/dashboards");

	private static final String SCALING = "docs/how-to/scale-workers.md";

	private static final Pattern METRIC = Pattern.compile("asyncreply_[a-z_]+");

	private PrometheusExpressions() {
	}

	/**
	 * Returns all expressions of all panels, with each variable set to all values.
	 */
	static List<PanelExpression> dashboardExpressions() {
		return DASHBOARDS.stream()
			.map(RepositoryFiles::json)
			.flatMap((dashboard) -> dashboard.path("panels").valueStream())
			.flatMap((panel) -> panel.path("targets")
				.valueStream()
				.map((target) -> new PanelExpression(panel.path("title").asString(),
						target.path("expr").asString().replaceAll("\\$(operation|queue)\\b", ".*"))))
			.toList();
	}

	/** Returns the rules of all alerts. */
	static List<JsonNode> alertRules() {
		return RepositoryFiles.yaml(ALERTS)
			.path("groups")
			.valueStream()
			.flatMap((group) -> group.path("rules").valueStream())
			.toList();
	}

	/** Returns the expression of the autoscaler. */
	static String scalingExpression() {
		return Pattern.compile("query: (.+)")
			.matcher(RepositoryFiles.text(SCALING))
			.results()
			.map((query) -> query.group(1))
			.findFirst()
			.orElseThrow();
	}

	/** Returns the metrics of this project that a file contains. */
	static Set<String> metricNames(String file) {
		return METRIC.matcher(RepositoryFiles.text(file)).results().map(MatchResult::group).collect(Collectors.toSet());
	}

	/** Returns the metrics of this project in dashboards, alerts and the autoscaler. */
	static Set<String> metricNames() {
		return Stream.concat(DASHBOARDS.stream(), Stream.of(ALERTS, SCALING))
			.flatMap((file) -> metricNames(file).stream())
			.collect(Collectors.toSet());
	}

	/**
	 * One expression of a panel.
	 *
	 * @param panel the title of the panel
	 * @param text the expression
	 */
	record PanelExpression(String panel, String text) {

	}

}
