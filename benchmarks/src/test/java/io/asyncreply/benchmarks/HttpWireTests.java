package io.asyncreply.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What callers hear of a server.
 */
class HttpWireTests {

	private static final long GLANCE = 1_000_000;

	private final List<String> heard = new ArrayList<>();

	@Test
	void idleConnectionThatTheServerClosesIsNoFault() throws IOException {
		try (ServerSocket server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
				Wire wire = wireTo(server)) {
			server.accept().close();
			CompletableFuture<Socket> second = CompletableFuture.supplyAsync(() -> accept(server));
			while (!second.isDone()) {
				wire.listen(GLANCE);
			}
			wire.send(0, bytes("GET /"));
			answer(second.join(), "HTTP/1.1 200 \r\nContent-Length: 2\r\n\r\nok");
			listen(wire);
			assertThat(this.heard).containsExactly("HTTP/1.1 200 \r\nContent-Length: 2\r\n\r\nok");
		}
	}

	@Test
	void anotherStatusIsAFault() throws IOException {
		try (ServerSocket server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
				Wire wire = wireTo(server)) {
			wire.send(0, bytes("GET /"));
			answer(server.accept(), "HTTP/1.1 503 \r\nContent-Length: 0\r\n\r\n");
			listen(wire);
			assertThat(this.heard).containsExactly("fault");
		}
	}

	private Wire wireTo(ServerSocket server) throws IOException {
		return HttpWire.to(new InetSocketAddress(server.getInetAddress(), server.getLocalPort()), 200)
			.lay(1, new Wire.Ear() {

				@Override
				public void heard(int caller, byte[] answer, int length) {
					HttpWireTests.this.heard.add(new String(answer, 0, length, StandardCharsets.US_ASCII));
				}

				@Override
				public void failed(int caller) {
					HttpWireTests.this.heard.add("fault");
				}

			});
	}

	private void listen(Wire wire) throws IOException {
		while (this.heard.isEmpty()) {
			wire.listen(GLANCE);
		}
	}

	private static Socket accept(ServerSocket server) {
		try {
			return server.accept();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void answer(Socket socket, String answer) throws IOException {
		assertThat(socket.getInputStream().read()).isEqualTo('G');
		socket.getOutputStream().write(bytes(answer));
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.US_ASCII);
	}

}
