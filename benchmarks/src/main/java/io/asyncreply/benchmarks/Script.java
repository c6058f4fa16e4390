package io.asyncreply.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * A program that asks by itself and tells its latencies: for each line of its input,
 * which says for how many seconds, a line with each latency in µs and its count.
 */
final class Script implements Load {

	private final Process process;

	private final BufferedReader output;

	private Script(String... command) throws IOException {
		this.process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
		this.output = this.process.inputReader(StandardCharsets.US_ASCII);
	}

	static Source of(String interpreter, String file) {
		return (pattern) -> new Script(interpreter, file, String.valueOf(pattern.callers()));
	}

	@Override
	public Tally run(Duration duration) throws IOException {
		this.process.getOutputStream().write((duration.toMillis() / 1e3 + "\n").getBytes(StandardCharsets.US_ASCII));
		this.process.getOutputStream().flush();
		String latencies = this.output.readLine();
		if (latencies == null) {
			throw new IOException("The program has ended before it was asked to");
		}
		return Tally.parse(latencies);
	}

	@Override
	public Tally drain() {
		return new Tally();
	}

	@Override
	public void close() throws IOException {
		this.process.getOutputStream().close();
		this.process.destroy();
	}

}
