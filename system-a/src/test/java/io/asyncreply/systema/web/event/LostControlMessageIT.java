package io.asyncreply.systema.web.event;

import java.net.http.HttpRequest;
import java.util.List;

import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.SystemAWithoutBroker;
import io.asyncreply.testsupport.SseClient;
import io.asyncreply.testsupport.server.TestPostgres;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static io.asyncreply.systema.SystemAWithoutBroker.path;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two System A on one ledger without a broker, so that neither hears what the other does:
 * who follows a request at either is told all the same.
 */
class LostControlMessageIT {

	private static SystemAWithoutBroker one;

	private static SystemAWithoutBroker other;

	@BeforeAll
	static void start() {
		String ledger = TestPostgres.shared().newDatabase();
		one = startOn(ledger);
		other = startOn(ledger);
	}

	@AfterAll
	static void stop() {
		other.close();
		one.close();
	}

	private static SystemAWithoutBroker startOn(String ledger) {
		TestPostgres postgres = TestPostgres.shared();
		return SystemAWithoutBroker.start(ledger, "spring.datasource.username=" + postgres.username(),
				"spring.datasource.password=" + postgres.password(), "asyncreply.events.heartbeat=100ms");
	}

	private static SseClient follow(RequestId id) {
		SseClient stream = SseClient.open(other.request(path(id) + "/events").build().uri());
		assertThat(stream.next()).isPresent();
		return stream;
	}

	@Test
	void endIsToldWithoutASignal() {
		RequestId id = one.submitted();
		try (SseClient stream = follow(id)) {
			one.succeed(id, "{}");
			List<SseClient.ReceivedEvent> rest = stream.remaining();
			assertThat(rest).last()
				.extracting(SseClient.ReceivedEvent::data)
				.asString()
				.contains("\"state\":\"SUCCEEDED\"");
		}
	}

	@Test
	void streamOfARequestThatIsNoMoreIsClosed() {
		RequestId id = one.submitted();
		try (SseClient stream = follow(id)) {
			one.succeed(id, "{}");
			one.send(HttpRequest.newBuilder(one.request(path(id)).build().uri()).DELETE());
			assertThat(stream.remaining()).hasSizeLessThanOrEqualTo(1);
		}
	}

}
