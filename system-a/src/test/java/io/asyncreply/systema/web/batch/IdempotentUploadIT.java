package io.asyncreply.systema.web.batch;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.AbstractAcceptedRequestIT;
import io.asyncreply.systema.ledger.Ledger;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static io.asyncreply.systema.SystemAWithoutBroker.HELLO;
import static io.asyncreply.systema.SystemAWithoutBroker.id;
import static io.asyncreply.systema.web.batch.BatchClient.UPLOAD_HEAD;
import static io.asyncreply.systema.web.batch.BatchClient.assertAccepted;
import static io.asyncreply.systema.web.batch.BatchClient.batchPath;
import static io.asyncreply.systema.web.batch.BatchClient.line;
import static io.asyncreply.systema.web.batch.BatchClient.lines;
import static io.asyncreply.systema.web.batch.BatchClient.results;
import static io.asyncreply.systema.web.batch.BatchClient.upload;
import static io.asyncreply.systema.web.problem.ProblemAssertions.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Repeated uploads with the same idempotency key.
 */
class IdempotentUploadIT extends AbstractAcceptedRequestIT {

	@Test
	void returnsSameBatchForRepeatedUpload() {
		String body = lines(300) + "\nbad";
		HttpResponse<String> first = upload(systemA, body, "Idempotency-Key", "complete");
		HttpResponse<String> second = upload(systemA, body, "Idempotency-Key", "complete");
		assertThat(assertAccepted(second).path("total").asInt()).isEqualTo(300);
		assertThat(id(second)).isEqualTo(id(first));
		assertProblem(upload(systemA, body + " ", "Idempotency-Key", "complete"), 422, "idempotency-key-reused");
		assertThat(id(upload(systemA, body, "Idempotency-Key", "another"))).isNotEqualTo(id(first));
		assertThat(id(upload(systemA, body))).isNotEqualTo(id(upload(systemA, body)));
	}

	@Test
	void resumesBrokenUploadWithoutStoringTwice() throws IOException {
		long open = systemA.bean(Ledger.class).countOpen();
		try (Socket socket = systemA.openSocket()) {
			OutputStream out = socket.getOutputStream();
			out.write((UPLOAD_HEAD + "Idempotency-Key: broken\r\nContent-Length: 1000000\r\n\r\n" + lines(300) + "\n"
					+ line(301))
				.getBytes(StandardCharsets.US_ASCII));
			await().until(() -> systemA.bean(Ledger.class).countOpen() == open + 300);
			assertThat(systemA.bean(TransferLimiter.class).activeCount()).isPositive();
		}
		await().until(() -> systemA.bean(TransferLimiter.class).activeCount() == 0);
		assertProblem(upload(systemA, lines(299) + "\n" + HELLO + "\n" + line(301), "Idempotency-Key", "broken"), 422,
				"idempotency-key-reused");
		JsonNode batch = assertAccepted(upload(systemA, lines(400), "Idempotency-Key", "broken"));
		assertThat(batch.path("total").asInt()).isEqualTo(400);
		assertThat(batch.at("/states/ACCEPTED").asInt()).isEqualTo(400);
		assertThat(systemA.bean(Ledger.class).countOpen()).isEqualTo(open + 400);
		assertThat(results(systemA, RequestId.of(batch.path("id").asString()), "")).hasSize(400);
	}

}
