package io.asyncreply.testsupport.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Finds ports on the loopback address that nothing listens on.
 */
public final class FreePorts {

	private static final int ATTEMPTS = 1_000;

	private FreePorts() {
	}

	/**
	 * A free port outside the range from which outgoing connections take theirs: a client
	 * that dials a port of that range again and again while its server is down may end up
	 * connected to itself.
	 */
	public static int next() {
		for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
			int port = ThreadLocalRandom.current().nextInt(10_000, 30_000);
			if (isFree(port)) {
				return port;
			}
		}
		throw new IllegalStateException("No free port between 10000 and 30000");
	}

	private static boolean isFree(int port) {
		try (ServerSocket socket = new ServerSocket()) {
			socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

}
