package io.asyncreply.endtoend.monitoring;

import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.asyncreply.endtoend.repository.RepositoryFiles;
import io.asyncreply.testsupport.server.TestPrometheus;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs the unit tests of the alert rules with promtool.
 */
@Tag("extended")
class AlertRulesTests {

	private static final String UNIT_TESTS = "monitoring/alerts-tests.yml";

	private static final Pattern FIRING_ALERT = Pattern.compile("alertname=\"(\\w+)\", alertstate=\"firing\"");

	@Test
	void testsEveryAlertFiring() {
		Set<String> alerts = PrometheusExpressions.alertRules()
			.stream()
			.map((rule) -> rule.path("alert").asString())
			.collect(Collectors.toSet());
		Set<String> expected = FIRING_ALERT.matcher(RepositoryFiles.text(UNIT_TESTS))
			.results()
			.map((alert) -> alert.group(1))
			.collect(Collectors.toSet());
		assertThat(expected).isNotEmpty().isEqualTo(alerts);
	}

	@Test
	void passesPromtoolUnitTests() {
		Assumptions.assumeTrue(TestPrometheus.isInstalled(),
				"promtool is not on the path; it comes with Debian's package prometheus");
		assertThat(TestPrometheus.promtool("check", "rules",
				RepositoryFiles.path(PrometheusExpressions.ALERTS).toString()))
			.contains("SUCCESS");
		assertThat(TestPrometheus.promtool("test", "rules", RepositoryFiles.path(UNIT_TESTS).toString()))
			.contains("SUCCESS");
	}

}
