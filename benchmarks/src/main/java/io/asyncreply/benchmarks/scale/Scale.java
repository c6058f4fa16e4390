package io.asyncreply.benchmarks.scale;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.asyncreply.benchmarks.Kernel;
import io.asyncreply.benchmarks.bulk.Heap;
import io.asyncreply.benchmarks.bulk.Lines;
import io.asyncreply.benchmarks.bulk.SystemA;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import tools.jackson.databind.JsonNode;

/**
 * Lets requests, callers and streams wait and looks at what becomes of System A. The
 * script {@code scale} says where it is ({@code --url}), which processes it
 * ({@code --front}) and System B ({@code --worker}) are, and the database
 * ({@code --database}) if there is one, and where there is room for files
 * ({@code --folder}); {@code --quick} makes it short.
 */
public final class Scale {

	private static final int SAMPLE = 1_000;

	private static final int RUN = 10;

	private static final long REST_SECONDS = 4;

	private final SystemA systemA;

	private final URI address;

	private final Examination examination;

	private final Path folder;

	private final Size size;

	private Scale(SystemA systemA, URI address, Examination examination, Path folder, Size size) {
		this.systemA = systemA;
		this.address = address;
		this.examination = examination;
		this.folder = folder;
		this.size = size;
	}

	/**
	 * Measures and prints a table; ends with status 1 if any answer was not as it should
	 * be.
	 * @param arguments see above
	 * @throws Exception if something fails
	 */
	public static void main(String[] arguments) throws Exception {
		SimpleCommandLinePropertySource settings = new SimpleCommandLinePropertySource(arguments);
		Size size = settings.containsProperty("quick") ? Size.QUICK : Size.THOROUGH;
		URI address = URI.create(required(settings, "url"));
		SystemA systemA = new SystemA(address);
		long pid = Long.parseLong(required(settings, "front"));
		Examination examination = new Examination(systemA, new Heap(systemA, pid), new Kernel(Path.of("/proc")), pid,
				Stream.ofNullable(settings.getProperty("database")).mapToLong(Long::parseLong).findFirst(),
				size.window());
		ScaleFindings findings = new Scale(systemA, address, examination, Path.of(required(settings, "folder")), size)
			.run(ProcessHandle.of(Long.parseLong(required(settings, "worker"))).orElseThrow());
		System.out.print(findings.table());
		if (findings.faults() > 0) {
			System.err.printf("%d answers were not as they should be.%n", findings.faults());
			System.exit(1);
		}
	}

	private ScaleFindings run(ProcessHandle worker) throws IOException, InterruptedException {
		this.systemA.awaitEnd(this.systemA.upload(Lines.write(this.folder, this.size.warmUp())));
		this.examination.examine(submitted());
		worker.destroy();
		worker.onExit().join();
		Condition empty = told("nothing waits", this.examination.examine(submitted()));
		String batch = this.systemA.upload(Lines.write(this.folder, this.size.requests()));
		awaitRest(batch);
		List<String> sample = sample(batch);
		Condition requests = told(this.size.requests() + " requests wait", this.examination.examine(sample));
		try (Crowd crowd = new Crowd(this.address)) {
			crowd.add(this.size.callers(), (i) -> sample.get(i % sample.size()), "Prefer: wait=300");
			crowd.add(this.size.streams(), (i) -> sample.get(i % sample.size()) + "/events",
					"Accept: text/event-stream");
			await("asyncreply.waiting.callers", this.size.callers());
			await("asyncreply.waiting.streams", this.size.streams());
			return new ScaleFindings(empty, requests,
					told("callers and streams wait too", this.examination.examine(sample)));
		}
	}

	private static String required(SimpleCommandLinePropertySource settings, String name) {
		String value = settings.getProperty(name);
		if (value == null) {
			throw new IllegalArgumentException("--" + name + " is missing");
		}
		return value;
	}

	private static Condition told(String occasion, Condition condition) {
		System.err.println(occasion + ": " + condition);
		return condition;
	}

	private List<String> submitted() {
		List<String> requests = new ArrayList<>();
		for (int i = 0; i < SAMPLE; i++) {
			HttpResponse<String> answer = this.systemA.submit().join();
			requests.add(answer.headers().firstValue("Location").orElseThrow());
		}
		return requests;
	}

	/** Some of a batch, from its beginning to its end. */
	private List<String> sample(String batch) throws IOException, InterruptedException {
		List<String> requests = new ArrayList<>();
		for (int i = 0; i < SAMPLE / RUN; i++) {
			requests.addAll(this.systemA.requests(batch, (long) i * this.size.requests() * RUN / SAMPLE, RUN));
		}
		return requests;
	}

	/** Until no more of it is sent, for which the queue has a bound. */
	private void awaitRest(String batch) throws InterruptedException {
		JsonNode before;
		JsonNode now = this.systemA.read(batch).path("states");
		do {
			before = now;
			TimeUnit.SECONDS.sleep(REST_SECONDS);
			now = this.systemA.read(batch).path("states");
		}
		while (!now.equals(before));
		System.err.println(now);
	}

	private void await(String metric, int value) throws InterruptedException {
		long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
		while (this.systemA.metric(metric) < value) {
			if (System.nanoTime() - end > 0) {
				throw new IllegalStateException(metric + " is " + this.systemA.metric(metric) + " and not " + value);
			}
			TimeUnit.MILLISECONDS.sleep(100);
		}
	}

}
