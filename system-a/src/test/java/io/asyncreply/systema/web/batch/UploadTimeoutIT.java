package io.asyncreply.systema.web.batch;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

import io.asyncreply.systema.SystemAWithoutBroker;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.asyncreply.systema.SystemAWithoutBroker.json;
import static io.asyncreply.systema.web.batch.BatchClient.UPLOAD_HEAD;
import static io.asyncreply.systema.web.batch.BatchClient.line;
import static io.asyncreply.systema.web.problem.ProblemAssertions.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Uploads that stop in the middle.
 */
class UploadTimeoutIT {

	/** The silence is longer than the connection timeout. */
	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void answersStalledUploadWithItsBatch(boolean dripping, @TempDir Path folder) throws IOException {
		try (SystemAWithoutBroker systemA = SystemAWithoutBroker.start(folder, "asyncreply.requests.body-timeout=2s",
				"server.tomcat.connection-timeout=1s"); Socket socket = systemA.openSocket()) {
			OutputStream out = socket.getOutputStream();
			out.write((UPLOAD_HEAD + "Content-Length: 1000000\r\n\r\n" + line(1) + "\n")
				.getBytes(StandardCharsets.US_ASCII));
			await().pollInterval(Duration.ofMillis(100)).until(() -> {
				if (dripping) {
					out.write(' ');
				}
				return socket.getInputStream().available() > 0;
			});
			String rawResponse = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			assertProblem(rawResponse, 408);
			assertThat(rawResponse).contains("\"storedThrough\":1");
			String batchPath = rawResponse.replaceFirst("(?s).*Location: (/v1/batches/\\S+).*", "$1");
			await().until(() -> json(systemA.get(batchPath)).path("upload").asString().equals("BROKEN"));
			await().until(() -> systemA.bean(TransferLimiter.class).activeCount() == 0);
		}
	}

}
