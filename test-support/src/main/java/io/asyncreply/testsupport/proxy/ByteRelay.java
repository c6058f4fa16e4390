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

	private static final int BUFFER = 65_536;

	/**
	 * Carries until the end, which passes like a byte.
	 * @return false if it has to be cut, because no more may pass
	 */
	boolean carry() throws IOException, InterruptedException {
		InputStream in = this.from.getInputStream();
		byte[] bytes = new byte[BUFFER];
		int length;
		while ((length = in.read(bytes)) >= 0) {
			int done = 0;
			while (done < length) {
				int portion = this.flows.awaitOpen(this.direction).portion(length - done);
				if (!carry(bytes, done, portion)) {
					return false;
				}
				done += portion;
			}
		}
		this.flows.awaitOpen(this.direction);
		return true;
	}

	private boolean carry(byte[] bytes, int offset, int portion) throws IOException, InterruptedException {
		TimeUnit.NANOSECONDS.sleep(this.flows.awaitOpen(this.direction).nextPause().toNanos());
		int permitted = this.flows.take(this.direction, portion);
		OutputStream out = this.to.getOutputStream();
		out.write(bytes, offset, permitted);
		return permitted == portion;
	}

}
