package io.asyncreply.systema.web.event;

import java.net.http.HttpRequest;
import java.util.List;

import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.SystemAWithoutBroker;
import io.asyncreply.testsupport.SseClient;
import io.asyncreply.testsupport.server.TestPostgres;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static io.asyncreply.systema.SystemAWithoutBroker.path;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Event streams without change notifications: two instances of System A share a ledger,
 * but have no broker.
 */
@Tag("extended")
class LostControlMessageIT {

	private static SystemAWithoutBroker firstSystem;

	private static SystemAWithoutBroker secondSystem;

	@BeforeAll
	static void start() {
		String ledger = TestPostgres.shared().newDatabase();
		firstSystem = startOn(ledger);
		secondSystem = startOn(ledger);
	}

	@AfterAll
	static void stop() {
		secondSystem.close();
		firstSystem.close();
	}

	private static SystemAWithoutBroker startOn(String ledger) {
		TestPostgres postgres = TestPostgres.shared();
		return SystemAWithoutBroker.start(ledger, "spring.datasource.username=" + postgres.username(),
				"spring.datasource.password=" + postgres.password(), "asyncreply.events.heartbeat=100ms");
	}

	private static SseClient openStream(RequestId id) {
		SseClient stream = SseClient.open(secondSystem.request(path(id) + "/events").build().uri());
		assertThat(stream.nextEvent()).isPresent();
		return stream;
	}

	@Test
	void sendsEndWithoutControlMessage() {
		RequestId id = firstSystem.submit();
		try (SseClient stream = openStream(id)) {
			firstSystem.succeed(id, "{}");
			List<SseClient.ReceivedEvent> remaining = stream.remainingEvents();
			assertThat(remaining).last()
				.extracting(SseClient.ReceivedEvent::data)
				.asString()
				.contains("\"state\":\"SUCCEEDED\"");
		}
	}

	@Test
	void closesStreamOfErasedRequest() {
		RequestId id = firstSystem.submit();
		try (SseClient stream = openStream(id)) {
			firstSystem.succeed(id, "{}");
			firstSystem.send(HttpRequest.newBuilder(firstSystem.request(path(id)).build().uri()).DELETE());
			assertThat(stream.remainingEvents()).hasSizeLessThanOrEqualTo(1);
		}
	}

}
