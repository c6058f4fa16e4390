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
 * What dashboards, alerts and autoscalers ask Prometheus.
 */
final class PrometheusExpressions {

	static final String ALERTS = "monitoring/alerts.yml";

	static final List<String> DASHBOARDS = RepositoryFiles.list("monitoring/grafana/dashboards");

	private static final String SCALING = "docs/how-to/scale-workers.md";

	private static final Pattern METRIC = Pattern.compile("asyncreply_[a-z_]+");

	private PrometheusExpressions() {
	}

	/**
	 * Every expression of every panel, with everything chosen where a panel lets choose.
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

	/** The rules of all alerts. */
	static List<JsonNode> alertRules() {
		return RepositoryFiles.yaml(ALERTS)
			.path("groups")
			.valueStream()
			.flatMap((group) -> group.path("rules").valueStream())
			.toList();
	}

	/** What an autoscaler is told to ask. */
	static String scalingExpression() {
		return Pattern.compile("query: (.+)")
			.matcher(RepositoryFiles.text(SCALING))
			.results()
			.map((query) -> query.group(1))
			.findFirst()
			.orElseThrow();
	}

	/** The metrics of this project that a file names. */
	static Set<String> metricNames(String file) {
		return METRIC.matcher(RepositoryFiles.text(file)).results().map(MatchResult::group).collect(Collectors.toSet());
	}

	/** The metrics of this project that dashboards, alerts and autoscalers name. */
	static Set<String> metricNames() {
		return Stream.concat(DASHBOARDS.stream(), Stream.of(ALERTS, SCALING))
			.flatMap((file) -> metricNames(file).stream())
			.collect(Collectors.toSet());
	}

	/**
	 * One expression.
	 *
	 * @param panel the title of its panel
	 * @param text what it says
	 */
	record PanelExpression(String panel, String text) {

	}

}
