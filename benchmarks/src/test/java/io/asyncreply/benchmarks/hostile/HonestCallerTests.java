package io.asyncreply.benchmarks.hostile;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import io.asyncreply.benchmarks.measure.AnswerRecorder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which calls of an honest caller count as failed.
 */
class HonestCallerTests {

	@ParameterizedTest
	@CsvSource({ "HTTP/1.1 200 ~Content-Length: 0~~,0", "HTTP/1.1 200 ~Connection: close~~ok,0",
			"HTTP/1.1 503 ~Content-Length: 0~~,1", "HTTP/1.1 200 ~Content-Length: many~~,1", "HTTP/1.1 200 ~~,1",
			"'',1" })
	void countsEveryFailure(String answer, long errors) throws Exception {
		try (ServerSocket server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
			Thread answering = new Thread(() -> answer(server, answer.replace("~", "\r\n")));
			answering.start();
			AnswerRecorder recorder = new HonestCaller(
					new InetSocketAddress(server.getInetAddress(), server.getLocalPort()), "127.0.0.9",
					"GET / \r\n\r\n")
				.run(1, Duration.ofSeconds(1));
			answering.join();
			assertThat(recorder.errors()).isEqualTo(errors);
			assertThat(recorder.answers()).isEqualTo(1 - errors);
		}
	}

	private static void answer(ServerSocket server, String answer) {
		try (Socket socket = server.accept()) {
			socket.getInputStream().readNBytes("GET / \r\n\r\n".length());
			socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
