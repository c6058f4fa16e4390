package io.asyncreply.endtoend.journey;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.asyncreply.endtoend.client.JsonResponse;
import io.asyncreply.endtoend.client.RequestSubmission;
import io.asyncreply.endtoend.harness.AbstractSystemPairIT;
import io.asyncreply.endtoend.harness.ScrapedMetrics;
import io.asyncreply.messages.Lane;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What callers are refused, and that nothing of it is stored.
 */
class RequestRejectionIT extends AbstractSystemPairIT {

	@Test
	void otherBodyUnderTheSameKeyIsRefused() {
		RequestSubmission submission = RequestSubmission.text("once");
		this.client.submit(submission);
		JsonResponse refused = this.client.submit(submission.in(Lane.BULK));
		assertThat(refused.status()).isEqualTo(422);
		assertThat(refused.text("/type")).isEqualTo("urn:asyncreply:problem:idempotency-key-reused");
	}

	@Test
	void deadlineThatCannotBeMetIsRefusedWithTheEstimate() {
		RequestSubmission work = RequestSubmission.work(Duration.ofSeconds(2));
		JsonResponse first = this.client.submit(work);
		List<JsonResponse> accepted = this.client.burst(700, (i) -> RequestSubmission.work(Duration.ofSeconds(2)))
			.stream()
			.map(CompletableFuture::join)
			.toList();
		JsonResponse refused = Awaitility.await()
			.pollInterval(Duration.ofSeconds(1))
			.atMost(Duration.ofSeconds(60))
			.until(() -> this.client
				.submit(RequestSubmission.work(Duration.ofSeconds(2)).within(Duration.ofSeconds(1))),
					(answer) -> !answer.isAccepted());
		assertThat(refused.status()).isEqualTo(503);
		assertThat(refused.text("/type")).isEqualTo("urn:asyncreply:problem:deadline-unreachable");
		assertThat(refused.body().at("/eta/seconds").asDouble()).isGreaterThan(1);
		assertThat(refused.text("/eta/basis")).isEqualTo("measured");
		assertThat(Integer.parseInt(refused.header("retry-after"))).isPositive();
		assertThat(this.client.submit(work).id()).isEqualTo(first.id());
		assertThat(this.client.submit(RequestSubmission.work(Duration.ofSeconds(2))).status()).isEqualTo(202);
		assertThat(ScrapedMetrics.of(this.pair.systemA())
			.sum("asyncreply_requests_refused_total", "reason=\"deadline-unreachable\"")).isPositive();
		accepted.stream()
			.map((answer) -> this.client.cancelLater(answer.id()))
			.toList()
			.forEach(CompletableFuture::join);
	}

	@Test
	void payloadThatDoesNotFitIsRefusedBeforeAnythingIsStored() {
		int before = this.client.list(null).size();
		JsonResponse refused = this.client
			.submitRaw("{\"operation\": \"text.process\", \"payload\": {\"text\": null}}");
		assertThat(refused.status()).isEqualTo(400);
		assertThat(refused.header("content-type")).isEqualTo("application/problem+json");
		assertThat(refused.text("/errors/0/field")).isEqualTo("payload.text");
		assertThat(this.client.list(null)).hasSize(before);
	}

	@Test
	void unknownOperationIsNotFound() {
		assertThat(this.client.submitRaw("{\"operation\": \"text.sing\", \"payload\": {}}").status()).isEqualTo(404);
	}

	@Test
	void requestThatNobodyMadeIsNotFound() {
		assertThat(this.client.get("/v1/requests/019a0000-0000-7000-8000-000000000000").status()).isEqualTo(404);
	}

}
