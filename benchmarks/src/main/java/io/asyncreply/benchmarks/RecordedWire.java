package io.asyncreply.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Writes a page to disk, for good, before each question and after each answer: the least
 * that a ledger would cost a single caller.
 */
final class RecordedWire implements Wire, Wire.Ear {

	private static final int PAGE = 4096;

	private final FileChannel records;

	private final Ear ear;

	private final Wire wire;

	private RecordedWire(Path file, Layer layer, int callers, Ear ear) throws IOException {
		this.records = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
		this.ear = ear;
		this.wire = layer.lay(callers, this);
	}

	/** Records what passes over another wire. */
	static Layer over(Layer layer, Path folder) {
		return (callers, ear) -> new RecordedWire(folder.resolve("records"), layer, callers, ear);
	}

	/** The same page again and again, so that the file's length need not be written. */
	private void record() throws IOException {
		this.records.write(ByteBuffer.allocate(PAGE), 0);
		this.records.force(false);
	}

	@Override
	public void send(int caller, byte[] question) throws IOException {
		record();
		this.wire.send(caller, question);
	}

	@Override
	public void listen(long nanos) throws IOException {
		this.wire.listen(nanos);
	}

	@Override
	public void heard(int caller, byte[] answer, int length) throws IOException {
		record();
		this.ear.heard(caller, answer, length);
	}

	@Override
	public void failed(int caller) throws IOException {
		this.ear.failed(caller);
	}

	@Override
	public void close() throws IOException {
		this.wire.close();
		this.records.close();
	}

}
