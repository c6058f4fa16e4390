package io.asyncreply.endtoend.monitoring;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;

import io.asyncreply.endtoend.client.JsonResponse;
import io.asyncreply.endtoend.client.RequestSubmission;
import io.asyncreply.endtoend.harness.InvariantChecker;
import io.asyncreply.endtoend.harness.SystemPair;
import io.asyncreply.endtoend.repository.RepositoryFiles;
import io.asyncreply.messages.Lane;
import io.asyncreply.testsupport.broker.TestBroker;
import io.asyncreply.testsupport.process.SystemProcess;
import io.asyncreply.testsupport.server.TestPrometheus;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests the expressions of dashboards and alerts with a Prometheus that scrapes the pair
 * under load.
 */
@Tag("extended")
class PrometheusMonitoringIT {

	private static final Duration WAIT = Duration.ofSeconds(60);

	private static final String RARE_EVENTS_PANEL = "Out of the ordinary";

	/** Metrics that exist only after a fault. */
	private static final Set<String> METRICS_OF_RARE_EVENTS = Set.of("asyncreply_messages_parked_total",
			"asyncreply_replies_ignored_total", "asyncreply_requests_refused_total",
			"asyncreply_requests_retried_total");

	private static SystemPair systemPair;

	private static TestPrometheus prometheus;

	@BeforeAll
	static void startAndLoad() {
		Assumptions.assumeTrue(TestPrometheus.isInstalled(),
				"prometheus is not on the path; it comes with Debian's package prometheus");
		systemPair = SystemPair.start("monitoring", TestBroker.shared());
		prometheus = TestPrometheus.start(configuration().toString());
		load(300);
	}

	@AfterAll
	static void checkAndClose() {
		if (prometheus != null) {
			prometheus.close();
			try (SystemPair closing = systemPair) {
				InvariantChecker.check(closing);
			}
		}
	}

	@Test
	void showsNumbersInEveryPanelUnderLoad() {
		Awaitility.await().atMost(WAIT).untilAsserted(() -> {
			load(10);
			assertThat(PrometheusExpressions.dashboardExpressions()).hasSizeGreaterThan(20)
				.filteredOn((panelExpression) -> !panelExpression.panel().equals(RARE_EVENTS_PANEL))
				.allSatisfy((panelExpression) -> assertThat(countNumbers(query(panelExpression.text()))).isPositive());
		});
	}

	@Test
	void returnsNeededWorkersForAutoscaler() {
		Awaitility.await()
			.atMost(WAIT)
			.untilAsserted(() -> assertThat(countNumbers(query(PrometheusExpressions.scalingExpression()))).isOne());
	}

	@Test
	void acceptsQueriesOfRareEventsPanel() {
		assertThat(PrometheusExpressions.dashboardExpressions()).filteredOn("panel", RARE_EVENTS_PANEL)
			.isNotEmpty()
			.allSatisfy((panelExpression) -> assertThat(query(panelExpression.text()).isArray()).isTrue());
	}

	@Test
	void exposesEveryQueriedMetric() {
		Set<String> queriedMetrics = PrometheusExpressions.metricNames();
		queriedMetrics.removeAll(METRICS_OF_RARE_EVENTS);
		Awaitility.await()
			.atMost(WAIT)
			.untilAsserted(() -> assertThat(getData("/api/v1/label/__name__/values").valueStream()
				.map(JsonNode::asString)
				.collect(Collectors.toSet())).containsAll(queriedMetrics));
	}

	@Test
	void evaluatesEveryAlertAndFiresNone() {
		Awaitility.await()
			.atMost(WAIT)
			.untilAsserted(() -> assertThat(getData("/api/v1/rules").at("/groups/0/rules"))
				.hasSize(PrometheusExpressions.alertRules().size())
				.allSatisfy((rule) -> {
					assertThat(rule.path("health").asString()).as("%s", rule).isEqualTo("ok");
					assertThat(rule.path("state").asString()).as("%s", rule).isNotEqualTo("firing");
				}));
	}

	/**
	 * Returns the configuration of the stack, adapted to the pair and to intervals of 1
	 * s.
	 */
	private static ObjectNode configuration() {
		ObjectNode configuration = (ObjectNode) RepositoryFiles.yaml("monitoring/prometheus.yml");
		configuration.putObject("global").put("scrape_interval", "1s").put("evaluation_interval", "1s");
		configuration.putArray("rule_files").add(RepositoryFiles.path(PrometheusExpressions.ALERTS).toString());
		ArrayNode jobs = configuration.putArray("scrape_configs");
		addJob(jobs, "system-a", systemPair.systemA());
		addJob(jobs, "system-b", systemPair.systemB());
		return configuration;
	}

	private static void addJob(ArrayNode jobs, String name, SystemProcess system) {
		jobs.addObject()
			.put("job_name", name)
			.put("metrics_path", "/actuator/prometheus")
			.putArray("static_configs")
			.addObject()
			.putArray("targets")
			.add("127.0.0.1:" + system.port());
	}

	/**
	 * Completes requests of 1 s each, so that several heartbeats report waiting requests.
	 */
	private static void load(int requests) {
		systemPair.client()
			.submitAll(requests,
					(i) -> (i % 10 == 0) ? RequestSubmission.text("bulk").inLane(Lane.BULK)
							: RequestSubmission.simulatedWork(Duration.ofSeconds(1)))
			.forEach((accepted) -> systemPair.client().awaitCompletion(accepted.id()));
	}

	private static JsonNode query(String expression) {
		return getData("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8)).path("result");
	}

	private static JsonNode getData(String path) {
		JsonResponse response = systemPair.client().get(prometheus.uri(path).toString());
		assertThat(response.status()).as("%s: %s", path, response.body()).isEqualTo(200);
		return response.body().path("data");
	}

	private static long countNumbers(JsonNode result) {
		return result.valueStream().filter((sample) -> !sample.at("/value/1").asString().equals("NaN")).count();
	}

}
