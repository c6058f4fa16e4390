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
 * Tests rejected submissions, which are not stored.
 */
class RequestRejectionIT extends AbstractSystemPairIT {

	@Test
	void rejectsDifferentBodyUnderSameKey() {
		RequestSubmission requestSubmission = RequestSubmission.text("once");
		this.apiClient.submit(requestSubmission);
		JsonResponse rejected = this.apiClient.submit(requestSubmission.inLane(Lane.BULK));
		assertThat(rejected.status()).isEqualTo(422);
		assertThat(rejected.text("/type")).isEqualTo("urn:asyncreply:problem:idempotency-key-reused");
	}

	@Test
	void rejectsUnreachableDeadlineWithEstimate() {
		RequestSubmission work = RequestSubmission.simulatedWork(Duration.ofSeconds(2));
		JsonResponse first = this.apiClient.submit(work);
		List<JsonResponse> accepted = this.apiClient
			.submitAll(700, (i) -> RequestSubmission.simulatedWork(Duration.ofSeconds(2)));
		JsonResponse rejected = Awaitility.await()
			.pollInterval(Duration.ofSeconds(1))
			.atMost(Duration.ofSeconds(60))
			.until(() -> this.apiClient
				.submit(RequestSubmission.simulatedWork(Duration.ofSeconds(2)).withDeadline(Duration.ofSeconds(1))),
					(response) -> !response.isAccepted());
		assertThat(rejected.status()).isEqualTo(503);
		assertThat(rejected.text("/type")).isEqualTo("urn:asyncreply:problem:deadline-unreachable");
		assertThat(rejected.body().at("/eta/seconds").asDouble()).isGreaterThan(1);
		assertThat(rejected.text("/eta/basis")).isEqualTo("measured");
		assertThat(Integer.parseInt(rejected.header("retry-after"))).isPositive();
		assertThat(this.apiClient.submit(work).id()).isEqualTo(first.id());
		assertThat(this.apiClient.submit(RequestSubmission.simulatedWork(Duration.ofSeconds(2))).status())
			.isEqualTo(202);
		assertThat(ScrapedMetrics.of(this.systemPair.systemA())
			.sum("asyncreply_requests_refused_total", "reason=\"deadline-unreachable\"")).isPositive();
		accepted.stream()
			.map((response) -> this.apiClient.cancelAsync(response.id()))
			.toList()
			.forEach(CompletableFuture::join);
	}

	@Test
	void rejectsInvalidPayloadAndStoresNothing() {
		int before = this.apiClient.list(null).size();
		JsonResponse rejected = this.apiClient
			.submitRaw("{\"operation\": \"text.process\", \"payload\": {\"text\": null}}");
		assertThat(rejected.status()).isEqualTo(400);
		assertThat(rejected.header("content-type")).isEqualTo("application/problem+json");
		assertThat(rejected.text("/errors/0/field")).isEqualTo("payload.text");
		assertThat(this.apiClient.list(null)).hasSize(before);
	}

	@Test
	void returnsNotFoundForUnknownOperation() {
		assertThat(this.apiClient.submitRaw("{\"operation\": \"text.sing\", \"payload\": {}}").status()).isEqualTo(404);
	}

	@Test
	void returnsNotFoundForUnknownRequest() {
		assertThat(this.apiClient.get("/v1/requests/019a0000-0000-7000-8000-000000000000").status()).isEqualTo(404);
	}

}
