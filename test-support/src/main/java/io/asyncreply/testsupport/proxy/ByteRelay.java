package io.asyncreply.testsupport.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.concurrent.TimeUnit;

/**
 * Carries the bytes of one connection in one direction.
 *
 * @param direction which one
 * @param flows how they pass
 * @param from where they come from
 * @param to where they go
 */
record ByteRelay(TrafficDirection direction, TrafficState flows, Socket from, Socket to) {

	private static final int BUFFER_SIZE = 65_536;

	/**
	 * Carries until the end, which passes like a byte.
	 * @return false if it has to be cut, because no more may pass
	 */
	boolean relay() throws IOException, InterruptedException {
		InputStream in = this.from.getInputStream();
		byte[] bytes = new byte[BUFFER_SIZE];
		int length;
		while ((length = in.read(bytes)) >= 0) {
			int relayed = 0;
			while (relayed < length) {
				int chunkSize = this.flows.awaitOpen(this.direction).nextChunkSize(length - relayed);
				if (!relay(bytes, relayed, chunkSize)) {
					return false;
				}
				relayed += chunkSize;
			}
		}
		this.flows.awaitOpen(this.direction);
		return true;
	}

	private boolean relay(byte[] bytes, int offset, int chunkSize) throws IOException, InterruptedException {
		TimeUnit.NANOSECONDS.sleep(this.flows.awaitOpen(this.direction).nextDelay().toNanos());
		int permitted = this.flows.consume(this.direction, chunkSize);
		OutputStream out = this.to.getOutputStream();
		out.write(bytes, offset, permitted);
		return permitted == chunkSize;
	}

}
