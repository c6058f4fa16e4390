package io.asyncreply.messaging.diagnostics;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests which versions of RabbitMQ are supported.
 */
class BrokerVersionTests {

	@ParameterizedTest
	@ValueSource(strings = { "3.10.8", "3.13.7", "4.0.0", "4.3.6", "4.3.0-rc.1" })
	void acceptsTestedVersions(String text) {
		assertThat(BrokerVersion.parse(text)).hasValueSatisfying((version) -> assertThat(version.finding()).isEmpty());
	}

	@ParameterizedTest
	@ValueSource(strings = { "3.9.13", "2.8.7" })
	void reportsOlderVersions(String text) {
		assertThat(BrokerVersion.parse(text).flatMap(BrokerVersion::finding))
			.hasValueSatisfying((finding) -> assertThat(finding.problem()).contains(text, "older than 3.10"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "4.4.0", "5.0.1", "4.12.0+77" })
	void reportsNewerVersions(String text) {
		assertThat(BrokerVersion.parse(text).flatMap(BrokerVersion::finding))
			.hasValueSatisfying((finding) -> assertThat(finding.problem()).contains(text, "newer than 4.3"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "null", "4", "v4.3", "99999999999.1" })
	void ignoresInvalidVersions(String text) {
		assertThat(BrokerVersion.parse(text)).isEmpty();
	}

}
