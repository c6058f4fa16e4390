package io.asyncreply.systemb;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.asyncreply.messages.AmqpNames;
import io.asyncreply.messages.Lane;
import io.asyncreply.messages.Request;
import io.asyncreply.messages.RequestId;
import io.asyncreply.messaging.message.OutboundMessage;
import io.asyncreply.messaging.tracing.TraceParent;
import io.asyncreply.testsupport.broker.BrokerUser;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests requests and replies of System B with its own configuration.
 */
class RequestReplyIT extends AbstractSystemBIT {

	@Test
	void correlatesReplyWithRequest() throws Exception {
		RequestId id = this.fakeSystemA.submit("text.process", "{\"text\": \"消息A\", \"language\": \"zh\"}");

		ReceivedReply reply = this.fakeSystemA.awaitFinalReply(id);

		assertThat(reply.type()).isEqualTo("succeeded");
		assertThat(reply.attempt()).isOne();
		assertThat(reply.body().at("/result/text").asString()).isEqualTo("处理后的消息：消息A");
		assertThat(Duration.parse(reply.body().at("/durations/processing").asString())).isPositive();
		assertThat(reply.properties().getMessageId()).isEqualTo(id.toString());
		assertThat(reply.properties().getUserId()).isEqualTo(BrokerUser.SYSTEM_B.name());
		assertThat(reply.properties().getAppId()).isEqualTo("system-b");
	}

	@Test
	void keepsTraceOfRequest() throws Exception {
		TraceParent trace = new TraceParent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00");
		OutboundMessage message = this.fakeSystemA.message("text.process", "{\"text\": \"a\"}").withTraceParent(trace);
		OutboundMessage invalidTrace = this.fakeSystemA.message("text.process", "{\"text\": \"a\"}")
			.withTraceParent(new TraceParent("garbage"));

		this.fakeSystemA.publish(message);
		this.fakeSystemA.publish(invalidTrace);

		assertThat(this.fakeSystemA.awaitFinalReply(message).trace()).isEqualTo(trace);
		assertThat(this.fakeSystemA.awaitFinalReply(invalidTrace).trace()).isNull();
	}

	@Test
	void answersEveryRequestOnce() throws Exception {
		Request request = this.fakeSystemA.request("text.word-count", "{\"text\": \"a b\"}", Duration.ofMinutes(1));
		List<Request> requests = Stream
			.generate(() -> new Request(newId(), request.operation(), 1, request.deadline(), request.payload(), null))
			.limit(2_000)
			.toList();
		for (Request each : requests) {
			this.fakeSystemA.submit(each);
		}

		await().atMost(Duration.ofSeconds(60))
			.until(() -> requests.stream().allMatch((each) -> this.fakeSystemA.hasFinalReply(each.id())));
		await().until(() -> this.systemB.inFlight() == 0);
		assertThat(requests)
			.allSatisfy((each) -> assertThat(this.fakeSystemA.replies(each.id())).filteredOn(ReceivedReply::isFinal)
				.singleElement()
				.extracting(ReceivedReply::type)
				.isEqualTo("succeeded"));
	}

	@Test
	void servesBulkLane() throws Exception {
		OutboundMessage message = this.fakeSystemA.message("text.process", "{\"text\": \"a\"}");

		this.fakeSystemA.publish(AmqpNames.requestQueue("text.process", Lane.BULK), message.properties(),
				message.body());

		assertThat(this.fakeSystemA.awaitFinalReply(message).type()).isEqualTo("succeeded");
	}

	@Test
	void failsInvalidPayloadPermanently() throws Exception {
		ReceivedReply reply = this.fakeSystemA
			.awaitFinalReply(this.fakeSystemA.submit("text.process", "{\"text\": \"a\", \"colour\": 1}"));

		assertThat(reply.type()).isEqualTo("failed");
		assertThat(reply.problem()).isEqualTo("invalid-payload");
		assertThat(reply.isRetryable()).isFalse();
	}

	@Test
	void marksFailureRetryableUntilSuccess() throws Exception {
		Request first = this.fakeSystemA.request("work.simulate", "{\"failTimes\": 1}", Duration.ofMinutes(1));
		this.fakeSystemA.submit(first);
		assertThat(this.fakeSystemA.awaitFinalReply(first.id())).matches(ReceivedReply::isRetryable)
			.extracting(ReceivedReply::attempt)
			.isEqualTo(1);

		Request second = new Request(newId(), first.operation(), 2, first.deadline(), first.payload(), null);
		this.fakeSystemA.submit(second);
		assertThat(this.fakeSystemA.awaitFinalReply(second.id()))
			.extracting(ReceivedReply::type, ReceivedReply::attempt)
			.containsExactly("succeeded", 2);
	}

	@Test
	void marksPermanentFailure() throws Exception {
		ReceivedReply reply = this.fakeSystemA
			.awaitFinalReply(this.fakeSystemA.submit("work.simulate", "{\"failPermanently\": true}"));

		assertThat(reply.problem()).isEqualTo("simulated-failure");
		assertThat(reply.isRetryable()).isFalse();
	}

	@Test
	void sendsNoProgressOfShortWork() throws Exception {
		this.fakeSystemA.awaitFinalReply(this.fakeSystemA.submit("work.simulate", "{}")); // loads
																							// classes
		RequestId id = this.fakeSystemA.submit("work.simulate", "{\"millis\": 10, \"steps\": 5}");

		// One message per 100 ms at most, however slow the machine is.
		long maxReports = this.fakeSystemA.awaitFinalReply(id).processing().toMillis() / 100;
		assertThat(this.fakeSystemA.replies(id)).filteredOn((reply) -> !reply.isFinal())
			.hasSizeLessThanOrEqualTo((int) maxReports);
	}

	@Test
	void announcesWorkAfter250Milliseconds() throws Exception {
		RequestId id = this.fakeSystemA.submit("work.simulate", "{\"millis\": 800}");

		this.fakeSystemA.awaitFinalReply(id);

		assertThat(this.fakeSystemA.replies(id)).extracting(ReceivedReply::type)
			.containsExactly("progress", "succeeded");
		assertThat(this.fakeSystemA.replies(id).get(0).percent()).isZero();
	}

	@Test
	void sendsIncreasingProgressBeforeTheEnd() throws Exception {
		RequestId id = this.fakeSystemA.submit("work.simulate", "{\"millis\": 1500, \"steps\": 1000}");

		long maxReports = this.fakeSystemA.awaitFinalReply(id).processing().toMillis() / 100 + 1;
		await().until(() -> this.systemB.inFlight() == 0);

		List<ReceivedReply> replies = this.fakeSystemA.replies(id);
		List<Integer> percents = replies.stream()
			.filter((reply) -> !reply.isFinal())
			.map(ReceivedReply::percent)
			.toList();
		assertThat(percents).isSorted().isNotEmpty().hasSizeLessThanOrEqualTo((int) maxReports);
		assertThat(replies.get(replies.size() - 1).type()).isEqualTo("succeeded");
	}

	@Test
	@Tag("extended")
	void repeatsProgressOfLongWork() throws Exception {
		RequestId id = this.fakeSystemA.submit("work.simulate", "{\"millis\": 11000}");

		this.fakeSystemA.awaitFinalReply(id);

		assertThat(this.fakeSystemA.replies(id)).extracting(ReceivedReply::type)
			.containsExactly("progress", "progress", "succeeded");
	}

	@Test
	void answersExpiredRequestWithoutProcessing() throws Exception {
		double before = this.systemB.count("asyncreply.requests.skipped", "reason", "expired");
		Request late = this.fakeSystemA.request("text.process", "{\"text\": \"a\"}", Duration.ofSeconds(-6));
		OutboundMessage message = this.fakeSystemA.message("text.process", "{\"text\": \"a\"}");

		this.fakeSystemA.publish(message.routingKey(),
				message.properties()
					.builder()
					.headers(Map.of("attempt", 1, "deadline", late.deadline().toEpochMilli()))
					.build(),
				message.body());

		await().untilAsserted(
				() -> assertThat(this.systemB.count("asyncreply.requests.skipped", "reason", "expired") - before)
					.isOne());
		ReceivedReply reply = this.fakeSystemA
			.awaitFinalReply(RequestId.parse(message.properties().getMessageId()).orElseThrow());
		assertThat(reply.problem()).isEqualTo("deadline-exceeded");
		assertThat(reply.isRetryable()).isTrue(); // System A decides by its own clock
		await().until(() -> this.systemB.inFlight() == 0);
	}

	@Test
	void toleratesClockSkewAtDeadline() throws Exception {
		OutboundMessage message = this.fakeSystemA.message("text.process", "{\"text\": \"a\"}");

		this.fakeSystemA.publish(message.routingKey(),
				message.properties()
					.builder()
					.headers(Map.of("attempt", 1, "deadline", Instant.now().minusSeconds(1).toEpochMilli()))
					.build(),
				message.body());

		RequestId id = RequestId.parse(message.properties().getMessageId()).orElseThrow();
		assertThat(this.fakeSystemA.awaitFinalReply(id).type()).isEqualTo("succeeded");
	}

	@Test
	void dropsDuplicateOfRunningRequest() throws Exception {
		Request request = this.fakeSystemA.request("work.simulate", "{\"millis\": 1000}", Duration.ofMinutes(1));
		double before = this.systemB.count("asyncreply.requests.skipped", "reason", "duplicate");
		this.fakeSystemA.submit(request);
		this.fakeSystemA.submit(request);

		await().untilAsserted(
				() -> assertThat(this.systemB.count("asyncreply.requests.skipped", "reason", "duplicate") - before)
					.isOne());
		this.fakeSystemA.awaitFinalReply(request.id());
		await().until(() -> this.systemB.inFlight() == 0);

		assertThat(this.fakeSystemA.replies(request.id()).stream().filter(ReceivedReply::isFinal)).hasSize(1);
		await().untilAsserted(
				() -> assertThat(this.fakeSystemA.countMessages()).doesNotContainKey("requests.work.simulate"));
	}

	@Test
	void exposesQueuesAndLatency() throws Exception {
		this.fakeSystemA.awaitFinalReply(this.fakeSystemA.submit("text.process", "{\"text\": \"a\"}"));

		await().untilAsserted(() -> {
			JsonNode queue = this.systemB.actuator("queues").at("/queues/0");
			assertThat(queue.at("/name").asString()).isEqualTo("requests.text.process");
			assertThat(queue.at("/operation").asString()).isEqualTo("text.process");
			assertThat(queue.at("/lane").asString()).isEqualTo("interactive");
			assertThat(queue.at("/depth").asInt(-1)).isZero();
			assertThat(queue.at("/consumers").asInt()).isOne();
			assertThat(queue.at("/slots").asInt()).isEqualTo(8);
			assertThat(queue.at("/meanProcessing").asDouble()).isPositive();
		});
		assertThat(this.systemB.actuatorText("prometheus"))
			.contains("asyncreply_queue_depth{application=\"system-b\",queue=\"requests.text.process\"} 0.0")
			.contains("asyncreply_queue_consumers{application=\"system-b\",queue=\"requests.text.process\"} 1.0")
			.contains("asyncreply_slots{application=\"system-b\",lane=\"bulk\",operation=\"text.process\"} 8.0")
			.contains(
					"asyncreply_requests_in_flight{application=\"system-b\",lane=\"interactive\",operation=\"text.process\"}")
			.contains("asyncreply_publishes_total{application=\"system-b\",outcome=\"confirmed\"}")
			.contains("asyncreply_stage_duration_seconds_bucket{application=\"system-b\",operation=\"text.process\","
					+ "stage=\"reply\",le=\"+Inf\"}")
			.contains("asyncreply_processing_duration_seconds_bucket{application=\"system-b\",lane=\"interactive\","
					+ "operation=\"text.process\",outcome=\"succeeded\",le=\"+Inf\"}");
		assertThat(this.systemB.actuator("health/readiness").at("/status").asString()).isEqualTo("UP");
	}

	private static RequestId newId() {
		return RequestId.generate(Clock.systemUTC());
	}

}
