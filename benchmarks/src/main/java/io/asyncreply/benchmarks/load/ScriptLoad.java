package io.asyncreply.benchmarks.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import io.asyncreply.benchmarks.measure.AnswerRecorder;

/**
 * A program that is caller and worker in one. It reads durations in seconds, one per
 * line, and answers each with the latencies of this time.
 */
public final class ScriptLoad implements LoadGenerator {

	private final Process process;

	private final BufferedReader output;

	private ScriptLoad(String... command) throws IOException {
		this.process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
		this.output = this.process.inputReader(StandardCharsets.US_ASCII);
	}

	public static LoadFactory of(String interpreter, String script) {
		return (pattern) -> new ScriptLoad(interpreter, script, String.valueOf(pattern.callers()));
	}

	@Override
	public AnswerRecorder run(Duration duration) throws IOException {
		this.process.getOutputStream().write((duration.toMillis() / 1e3 + "\n").getBytes(StandardCharsets.US_ASCII));
		this.process.getOutputStream().flush();
		String latencies = this.output.readLine();
		if (latencies == null) {
			throw new IOException("The script ended too early");
		}
		return AnswerRecorder.parse(latencies);
	}

	@Override
	public AnswerRecorder drain() {
		return new AnswerRecorder();
	}

	@Override
	public void close() throws IOException {
		this.process.getOutputStream().close();
		this.process.destroy();
	}

}
