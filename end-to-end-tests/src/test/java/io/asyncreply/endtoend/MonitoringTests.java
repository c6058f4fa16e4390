package io.asyncreply.endtoend;

import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds Prometheus, its alerts and the provisioned dashboards to the stack and to the
 * catalogue of metrics.
 */
class MonitoringTests {

	private static final List<String> SUFFIXES = List.of("", "_total", "_seconds", "_seconds_bucket", "_seconds_count",
			"_seconds_sum", "_seconds_max", "_count", "_sum", "_max");

	private final JsonNode services = TrackedFiles.yaml("docker-compose.yml").path("services");

	private final JsonNode prometheus = TrackedFiles.yaml("monitoring/prometheus.yml");

	private final List<String> dashboards = TrackedFiles.in("monitoring/grafana/dashboards");

	@Test
	void everyTargetIsAServiceOfTheStack() {
		assertThat(hosts()).containsExactlyInAnyOrder("system-a", "system-b", "rabbitmq")
			.isSubsetOf(this.services.propertyNames());
	}

	@Test
	void alertsAreLoadedFromWhereTheStackMountsThem() {
		assertThat(this.prometheus.path("rule_files")).extracting(JsonNode::asString).containsExactly("alerts.yml");
		assertThat(mounts("prometheus")).contains("./monitoring/prometheus.yml:/etc/prometheus/prometheus.yml:ro",
				"./monitoring/alerts.yml:/etc/prometheus/alerts.yml:ro");
	}

	@Test
	void everyAlertSaysWhatItMeansAndWhereToBegin() {
		JsonNode rules = TrackedFiles.yaml("monitoring/alerts.yml").at("/groups/0/rules");
		assertThat(rules).isNotEmpty().allSatisfy((rule) -> {
			assertThat(rule.path("annotations").propertyNames()).containsExactlyInAnyOrder("summary", "description",
					"runbook");
			assertThat(rule.at("/labels/severity").asString()).isIn("warning", "critical");
		});
	}

	@Test
	void everyPanelReadsTheProvisionedDatasource() {
		JsonNode datasource = TrackedFiles.yaml("monitoring/grafana/provisioning/datasources/prometheus.yml")
			.at("/datasources/0");
		assertThat(this.dashboards).isNotEmpty()
			.allSatisfy((dashboard) -> assertThat(datasources(TrackedFiles.json(dashboard))).isNotEmpty()
				.containsOnly(datasource.path("uid").asString()));
		assertThat(datasource.path("url").asString()).isEqualTo("http://prometheus:9090");
	}

	@Test
	void dashboardsAreProvidedFromWhereTheStackMountsThem() {
		String path = TrackedFiles.yaml("monitoring/grafana/provisioning/dashboards/asyncreply.yml")
			.at("/providers/0/options/path")
			.asString();
		assertThat(mounts("grafana")).contains("./monitoring/grafana/dashboards:" + path + ":ro");
	}

	@Test
	void everyMetricThatIsAskedForIsInTheCatalogue() {
		Set<String> known = names("monitoring/metrics.md", "asyncreply(\\.[a-z]+)+")
			.map((name) -> name.replace('.', '_'))
			.flatMap((name) -> SUFFIXES.stream().map((suffix) -> name + suffix))
			.collect(Collectors.toSet());
		Stream<String> files = Stream.concat(this.dashboards.stream(), Stream.of("monitoring/alerts.yml"));
		assertThat(files.flatMap((file) -> names(file, "asyncreply_[a-z_]+"))).isNotEmpty().isSubsetOf(known);
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

	private static Stream<String> names(String file, String pattern) {
		return Pattern.compile(pattern).matcher(TrackedFiles.text(file)).results().map(MatchResult::group);
	}

}
