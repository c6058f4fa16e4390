package io.asyncreply.systema.request;

import java.net.http.HttpRequest;
import java.util.List;

import io.asyncreply.messages.RequestId;
import io.asyncreply.testsupport.EventReader;
import io.asyncreply.testsupport.TestPostgres;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static io.asyncreply.systema.request.RunningSystemA.path;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two System A on one ledger without a broker, so that neither hears what the other does:
 * who follows a request at either is told all the same.
 */
class LostSignalsIT {

	private static RunningSystemA one;

	private static RunningSystemA other;

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

	private static RunningSystemA startOn(String ledger) {
		TestPostgres postgres = TestPostgres.shared();
		return RunningSystemA.start(ledger, "spring.datasource.username=" + postgres.username(),
				"spring.datasource.password=" + postgres.password(), "asyncreply.events.heartbeat=100ms");
	}

	private static EventReader follow(RequestId id) {
		EventReader stream = EventReader.open(other.request(path(id) + "/events").build().uri());
		assertThat(stream.next()).isPresent();
		return stream;
	}

	@Test
	void endIsToldWithoutASignal() {
		RequestId id = one.submitted();
		try (EventReader stream = follow(id)) {
			one.succeed(id, "{}");
			List<EventReader.Event> rest = stream.remaining();
			assertThat(rest).last().extracting(EventReader.Event::data).asString().contains("\"state\":\"SUCCEEDED\"");
		}
	}

	@Test
	void streamOfARequestThatIsNoMoreIsClosed() {
		RequestId id = one.submitted();
		try (EventReader stream = follow(id)) {
			one.succeed(id, "{}");
			one.send(HttpRequest.newBuilder(one.request(path(id)).build().uri()).DELETE());
			assertThat(stream.remaining()).hasSizeLessThanOrEqualTo(1);
		}
	}

}
