package io.asyncreply.benchmarks.hostile;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * How hostile connections go on.
 */
class HostileConnectionTests {

	@ParameterizedTest
	@EnumSource
	void connectsAgainAfterServerHasClosed(AttackKind kind) throws Exception {
		InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
		try (ServerSocketChannel server = ServerSocketChannel.open().bind(anyPort, 8)) {
			HostileConnection connection = new HostileConnection(kind, (InetSocketAddress) server.getLocalAddress(),
					"127.0.0.1", "/v1/requests/x");
			connection.turn();
			server.accept().close();
			IntStream.range(0, 100).forEach((turn) -> connection.turn());
			assertThat(connection.connects()).isGreaterThan(1);
			connection.close();
		}
	}

	@Test
	void survivesFaultOfItsOwn() {
		HostileConnection connection = new HostileConnection(AttackKind.FLOOD,
				InetSocketAddress.createUnresolved("unresolved", 1), "127.0.0.1", "/");
		assertThatNoException().isThrownBy(connection::turn);
	}

}
