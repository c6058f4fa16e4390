package io.asyncreply.testsupport.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.concurrent.TimeUnit;

/**
 * Relays the bytes of one connection in one direction.
 *
 * @param direction the direction
 * @param trafficState the shaping of the traffic
 * @param from the socket to read from
 * @param to the socket to write to
 */
record ByteRelay(TrafficDirection direction, TrafficState trafficState, Socket from, Socket to) {

	private static final int BUFFER_SIZE = 65_536;

	/**
	 * Relays to the end of the stream, which is shaped like a byte.
	 * @return false if the connection must be reset, at the byte limit or at a text
	 */
	boolean relay() throws IOException, InterruptedException {
		InputStream in = this.from.getInputStream();
		byte[] bytes = new byte[BUFFER_SIZE];
		int length;
		while ((length = in.read(bytes)) >= 0) {
			if (this.trafficState.consumeResetText(this.direction, bytes, length)) {
				return false;
			}
			int relayed = 0;
			while (relayed < length) {
				int chunkSize = this.trafficState.awaitOpen(this.direction).nextChunkSize(length - relayed);
				if (!relay(bytes, relayed, chunkSize)) {
					return false;
				}
				relayed += chunkSize;
			}
		}
		this.trafficState.awaitOpen(this.direction);
		return true;
	}

	private boolean relay(byte[] bytes, int offset, int chunkSize) throws IOException, InterruptedException {
		TimeUnit.NANOSECONDS.sleep(this.trafficState.awaitOpen(this.direction).nextDelay().toNanos());
		int permitted = this.trafficState.consume(this.direction, chunkSize);
		OutputStream out = this.to.getOutputStream();
		out.write(bytes, offset, permitted);
		return permitted == chunkSize;
	}

}
