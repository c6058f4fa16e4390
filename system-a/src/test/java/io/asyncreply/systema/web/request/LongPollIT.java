package io.asyncreply.systema.web.request;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.AbstractAcceptedRequestIT;
import org.junit.jupiter.api.Test;

import static io.asyncreply.systema.SystemAWithoutBroker.HELLO;
import static io.asyncreply.systema.SystemAWithoutBroker.id;
import static io.asyncreply.systema.SystemAWithoutBroker.json;
import static io.asyncreply.systema.SystemAWithoutBroker.path;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Long polls over HTTP.
 */
class LongPollIT extends AbstractAcceptedRequestIT {

	@Test
	void answersWaitingSubmissionAtTheEnd() {
		CompletableFuture<HttpResponse<String>> waiting = systemA
			.sendAsync(systemA.submission(HELLO, "Prefer", "respond-async, wait=20", "Idempotency-Key", "the-end"));
		await().until(() -> systemA.waitingCallers() == 1);
		RequestId id = id(systemA.post(HELLO, "Idempotency-Key", "the-end"));
		systemA.progress(id, 10);
		assertThat(waiting).isNotDone();
		systemA.succeed(id, "{}");
		HttpResponse<String> response = waiting.join();
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.headers().firstValue("Preference-Applied")).hasValue("wait=20");
		assertThat(response.headers().firstValue("Vary")).hasValue("Prefer");
		assertThat(response.headers().firstValue("Retry-After")).isEmpty();
		assertThat(json(response).path("state").asString()).isEqualTo("SUCCEEDED");
		assertThat(json(response).path("id").asString()).isEqualTo(id.toString());
		await().until(() -> systemA.waitingCallers() == 0);
	}

	@Test
	void answersRepeatedSubmissionAtTheEnd() {
		RequestId id = id(systemA.post(HELLO, "Idempotency-Key", "wait-again"));
		CompletableFuture<HttpResponse<String>> waiting = systemA
			.sendAsync(systemA.submission(HELLO, "Idempotency-Key", "wait-again", "Prefer", "wait=20"));
		await().until(() -> systemA.waitingCallers() == 1);
		systemA.succeed(id, "{}");
		assertThat(waiting.join().statusCode()).isEqualTo(200);
		assertThat(id(waiting.join())).isEqualTo(id);
	}

	@Test
	void answers202WithCurrentStateAfterTimeout() {
		CompletableFuture<HttpResponse<String>> waiting = systemA
			.sendAsync(systemA.submission(HELLO, "Prefer", "wait=1", "Idempotency-Key", "timed-out"));
		await().until(() -> systemA.waitingCallers() == 1);
		systemA.progress(id(systemA.post(HELLO, "Idempotency-Key", "timed-out")), 10);
		assertThat(waiting.join().statusCode()).isEqualTo(202);
		assertThat(waiting.join().headers().firstValue("Preference-Applied")).hasValue("wait=1");
		assertThat(json(waiting.join()).path("state").asString()).isEqualTo("RUNNING");
	}

	@Test
	void answersImmediatelyWithoutWait() {
		assertThat(systemA.post(HELLO, "Prefer", "wait=0").headers().firstValue("Preference-Applied"))
			.hasValue("wait=0");
		for (String preference : List.of("wait=-1", "wait=abc", "wait", "wait=", "wait=1.5", "handling=lenient")) {
			HttpResponse<String> response = systemA.post(HELLO, "Prefer", preference);
			assertThat(response.statusCode()).as(preference).isEqualTo(202);
			assertThat(response.headers().firstValue("Preference-Applied")).as(preference).isEmpty();
		}
	}

	@Test
	void answersWaitingReadAtNextChange() {
		RequestId id = systemA.submit();
		CompletableFuture<HttpResponse<String>> unconditional = systemA
			.sendAsync(systemA.request(path(id), "Prefer", "wait=20"));
		CompletableFuture<HttpResponse<String>> conditional = systemA
			.sendAsync(systemA.request(path(id), "Prefer", "wait=20", "If-None-Match", "\"1\""));
		await().until(() -> systemA.waitingCallers() == 2);
		systemA.progress(id, 30);
		for (HttpResponse<String> response : List.of(unconditional.join(), conditional.join())) {
			assertThat(response.statusCode()).isEqualTo(200);
			assertThat(json(response).path("state").asString()).isEqualTo("RUNNING");
			assertThat(response.headers().firstValue("Preference-Applied")).hasValue("wait=20");
		}
	}

	@Test
	void answersImmediatelyAfterMissedChange() {
		RequestId id = systemA.submit();
		systemA.progress(id, 30);
		HttpResponse<String> response = systemA.get(path(id), "Prefer", "wait=20", "If-None-Match", "\"1\"");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(json(response).path("state").asString()).isEqualTo("RUNNING");
	}

	@Test
	void answersImmediatelyForEndedRequest() {
		RequestId id = systemA.submit();
		systemA.succeed(id, "{}");
		HttpResponse<String> read = systemA.get(path(id), "Prefer", "wait=20");
		assertThat(read.statusCode()).isEqualTo(200);
		String tag = read.headers().firstValue("ETag").orElseThrow();
		assertThat(systemA.get(path(id), "Prefer", "wait=20", "If-None-Match", tag).statusCode()).isEqualTo(304);
	}

	@Test
	void answersNotModifiedAfterTimeout() {
		RequestId id = systemA.submit();
		assertThat(systemA.get(path(id), "Prefer", "wait=1", "If-None-Match", "\"1\"").statusCode()).isEqualTo(304);
		assertThat(systemA.get(path(id), "Prefer", "wait=1").statusCode()).isEqualTo(200);
	}

}
