package io.asyncreply.systema.request;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.ledger.Ledger;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static io.asyncreply.systema.request.BatchCalls.UPLOAD;
import static io.asyncreply.systema.request.BatchCalls.accepted;
import static io.asyncreply.systema.request.BatchCalls.batch;
import static io.asyncreply.systema.request.BatchCalls.line;
import static io.asyncreply.systema.request.BatchCalls.lines;
import static io.asyncreply.systema.request.BatchCalls.results;
import static io.asyncreply.systema.request.BatchCalls.upload;
import static io.asyncreply.systema.request.ProblemAssertions.assertProblem;
import static io.asyncreply.systema.request.RunningSystemA.HELLO;
import static io.asyncreply.systema.request.RunningSystemA.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Uploads the same lines again under their key.
 */
class RepeatedUploadIT extends AcceptingSystemA {

	@Test
	void completeUploadMayBeRepeatedUnderItsKey() {
		String body = lines(300) + "\nbad";
		HttpResponse<String> first = upload(systemA, body, "Idempotency-Key", "complete");
		HttpResponse<String> second = upload(systemA, body, "Idempotency-Key", "complete");
		assertThat(accepted(second).path("total").asInt()).isEqualTo(300);
		assertThat(id(second)).isEqualTo(id(first));
		assertProblem(upload(systemA, body + " ", "Idempotency-Key", "complete"), 422, "idempotency-key-reused");
		assertThat(id(upload(systemA, body, "Idempotency-Key", "another"))).isNotEqualTo(id(first));
		assertThat(id(upload(systemA, body))).isNotEqualTo(id(upload(systemA, body)));
	}

	@Test
	void brokenUploadIsRepeatedUnderItsKeyAndStoresNothingTwice() throws IOException {
		long open = systemA.bean(Ledger.class).countOpen();
		try (Socket socket = systemA.connect()) {
			OutputStream out = socket.getOutputStream();
			out.write((UPLOAD + "Idempotency-Key: broken\r\nContent-Length: 1000000\r\n\r\n" + lines(300) + "\n"
					+ line(301))
				.getBytes(StandardCharsets.US_ASCII));
			await().until(() -> systemA.bean(Ledger.class).countOpen() == open + 300);
			assertThat(systemA.bean(Transfers.class).count()).isPositive();
		}
		await().until(() -> systemA.bean(Transfers.class).count() == 0);
		assertProblem(upload(systemA, lines(299) + "\n" + HELLO + "\n" + line(301), "Idempotency-Key", "broken"), 422,
				"idempotency-key-reused");
		JsonNode batch = accepted(upload(systemA, lines(400), "Idempotency-Key", "broken"));
		assertThat(batch.path("total").asInt()).isEqualTo(400);
		assertThat(batch.at("/states/ACCEPTED").asInt()).isEqualTo(400);
		assertThat(systemA.bean(Ledger.class).countOpen()).isEqualTo(open + 400);
		assertThat(results(systemA, RequestId.of(batch.path("id").asString()), "")).hasSize(400);
	}

}
