package io.asyncreply.testsupport.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Finds free ports of the loopback address.
 */
public final class FreePorts {

	private static final int ATTEMPTS = 1_000;

	private FreePorts() {
	}

	/**
	 * Returns a free port outside the ephemeral range. A client that connects repeatedly
	 * to an ephemeral port while its server is down may connect to itself.
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
