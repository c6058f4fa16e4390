package io.asyncreply.systemb;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import io.asyncreply.messages.TextProcess;
import io.asyncreply.messages.WordCount;
import io.asyncreply.systemb.operation.OperationBinding;
import io.asyncreply.systemb.operation.Work;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;

/**
 * System B with handlers that misbehave as their payload tells them; not annotated as a
 * configuration, lest the scan of System B find it.
 */
@EnableAutoConfiguration
@ComponentScan({ "io.asyncreply.systemb.endpoint", "io.asyncreply.systemb.flow" })
class Unruly {

	/** Opened by a test that lets stubborn work end. */
	static volatile CountDownLatch patience = new CountDownLatch(1);

	static final AtomicInteger running = new AtomicInteger();

	static final AtomicInteger mostRunning = new AtomicInteger();

	@Bean
	OperationBinding<TextProcess, TextProcess.Result> misbehaving() {
		return OperationBinding.of(TextProcess.OPERATION,
				(payload, work) -> new TextProcess.Result(misbehave(payload.text(), work)));
	}

	@Bean
	OperationBinding<WordCount, WordCount.Result> counting() {
		return OperationBinding.of(WordCount.OPERATION, (payload, work) -> {
			mostRunning.accumulateAndGet(running.incrementAndGet(), Math::max);
			String unused = stubborn();
			running.decrementAndGet();
			return new WordCount.Result(1, 1);
		});
	}

	private static String misbehave(String how, Work work) throws Exception {
		return switch (how) {
			case "large" -> "x".repeat(1024 * 1024);
			case "io" -> throw new IOException("a disk");
			case "bug" -> throw new IllegalStateException("a bug");
			case "deep" -> throw new StackOverflowError();
			case "endless" -> endless(work);
			case "stubborn" -> stubborn();
			case "flood" -> flood(work);
			default -> how;
		};
	}

	private static String endless(Work work) throws InterruptedException {
		new CountDownLatch(1).await();
		return work.id().toString();
	}

	private static String stubborn() {
		while (true) {
			try {
				patience.await();
				return "late";
			}
			catch (InterruptedException ex) {
				// that is the point
			}
		}
	}

	private static String flood(Work work) {
		long end = System.nanoTime() + 1_000_000_000L;
		int reports = 0;
		while (System.nanoTime() < end) {
			work.progress(reports++ % 100, "report " + reports);
		}
		return "flooded with " + reports;
	}

}
