package io.asyncreply.endtoend.monitoring;

import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.asyncreply.endtoend.repository.RepositoryFiles;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Checks the configuration of Prometheus, the alerts and the dashboards against the
 * compose stack and the list of metrics.
 */
class MonitoringStackTests {

	/** A row of the list of metrics: name and type. */
	private static final Pattern LISTED = Pattern.compile("(?m)^\\| `(asyncreply\\.[a-z.]+)` \\| ([^|]+) \\|");

	private final JsonNode services = RepositoryFiles.yaml("docker-compose.yml").path("services");

	private final JsonNode prometheus = RepositoryFiles.yaml("monitoring/prometheus.yml");

	@Test
	void scrapesOnlyServicesOfTheStack() {
		assertThat(hosts()).containsExactlyInAnyOrder("system-a", "system-b", "rabbitmq")
			.isSubsetOf(this.services.propertyNames());
	}

	@Test
	void loadsAlertsFromMountedFile() {
		assertThat(this.prometheus.path("rule_files")).extracting(JsonNode::asString).containsExactly("alerts.yml");
		assertThat(mounts("prometheus")).contains("./monitoring/prometheus.yml:/etc/prometheus/prometheus.yml:ro",
				"./monitoring/alerts.yml:/etc/prometheus/alerts.yml:ro");
	}

	@Test
	void documentsEveryAlert() {
		assertThat(PrometheusExpressions.alertRules()).isNotEmpty().allSatisfy((rule) -> {
			assertThat(rule.path("annotations").propertyNames()).containsExactlyInAnyOrder("summary", "description",
					"runbook");
			assertThat(rule.at("/labels/severity").asString()).isIn("warning", "critical");
		});
	}

	@Test
	void usesProvisionedDatasourceInEveryPanel() {
		JsonNode datasource = RepositoryFiles.yaml("monitoring/grafana/provisioning/datasources/prometheus.yml")
			.at("/datasources/0");
		assertThat(PrometheusExpressions.DASHBOARDS).isNotEmpty()
			.allSatisfy((dashboard) -> assertThat(datasources(RepositoryFiles.json(dashboard))).isNotEmpty()
				.containsOnly(datasource.path("uid").asString()));
		assertThat(datasource.path("url").asString()).isEqualTo("http://prometheus:9090");
	}

	@Test
	void loadsDashboardsFromMountedDirectory() {
		String path = RepositoryFiles.yaml("monitoring/grafana/provisioning/dashboards/asyncreply.yml")
			.at("/providers/0/options/path")
			.asString();
		assertThat(mounts("grafana")).contains("./monitoring/grafana/dashboards:" + path + ":ro");
	}

	@Test
	void queriesOnlyMetricsOfTheCatalogue() {
		Set<String> known = LISTED.matcher(RepositoryFiles.text("docs/reference/metrics.md"))
			.results()
			.flatMap(MonitoringStackTests::series)
			.collect(Collectors.toSet());
		assertThat(PrometheusExpressions.metricNames()).isNotEmpty().isSubsetOf(known);
		assertThat(PrometheusExpressions.metricNames("monitoring/alerts-tests.yml")).isNotEmpty().isSubsetOf(known);
	}

	/** Returns the names of the series that Prometheus has of a metric. */
	private static Stream<String> series(MatchResult listed) {
		String name = listed.group(1).replace('.', '_');
		return switch (listed.group(2)) {
			case "counter" -> Stream.of(name + "_total");
			case "gauge" -> Stream.of(name);
			case "gauge, seconds" -> Stream.of(name + "_seconds");
			case "timer" -> componentSeries(name + "_seconds");
			case "timer with histogram" ->
				Stream.concat(componentSeries(name + "_seconds"), Stream.of(name + "_seconds_bucket"));
			case "summary" -> componentSeries(name);
			case "summary with percentiles" -> Stream.concat(componentSeries(name), Stream.of(name));
			default -> throw new IllegalArgumentException(listed.group());
		};
	}

	private static Stream<String> componentSeries(String name) {
		return Stream.of(name + "_count", name + "_sum", name + "_max");
	}

	private Stream<String> hosts() {
		return this.prometheus.path("scrape_configs")
			.valueStream()
			.flatMap((job) -> Stream.concat(job.at("/static_configs/0/targets").valueStream(),
					job.at("/dns_sd_configs/0/names").valueStream()))
			.map((target) -> target.asString().replaceFirst(":\\d+$", ""));
	}

	private List<String> mounts(String service) {
		return this.services.path(service).path("volumes").valueStream().map(JsonNode::asString).toList();
	}

	private static List<String> datasources(JsonNode dashboard) {
		return dashboard.findValues("datasource").stream().map((source) -> source.path("uid").asString()).toList();
	}

}
