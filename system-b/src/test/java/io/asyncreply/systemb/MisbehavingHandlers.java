package io.asyncreply.systemb;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import io.asyncreply.messages.operation.TextProcess;
import io.asyncreply.messages.operation.WordCount;
import io.asyncreply.systemb.operation.HandlerRegistration;
import io.asyncreply.systemb.operation.WorkContext;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;

/**
 * System B with handlers that misbehave as their payload tells them; not annotated as a
 * configuration, lest the scan of System B find it.
 */
@EnableAutoConfiguration
@ComponentScan({ "io.asyncreply.systemb.endpoint", "io.asyncreply.systemb.flow" })
class MisbehavingHandlers {

	/** Opened by a test that lets stubborn work end. */
	static volatile CountDownLatch patience = new CountDownLatch(1);

	static final AtomicInteger running = new AtomicInteger();

	static final AtomicInteger mostRunning = new AtomicInteger();

	@Bean
	HandlerRegistration<TextProcess, TextProcess.Result> misbehaving() {
		return HandlerRegistration.of(TextProcess.OPERATION,
				(payload, work) -> new TextProcess.Result(misbehave(payload.text(), work)));
	}

	@Bean
	HandlerRegistration<WordCount, WordCount.Result> counting() {
		return HandlerRegistration.of(WordCount.OPERATION, (payload, work) -> {
			mostRunning.accumulateAndGet(running.incrementAndGet(), Math::max);
			String unused = stubborn();
			running.decrementAndGet();
			return new WordCount.Result(1, 1);
		});
	}

	private static String misbehave(String how, WorkContext work) throws Exception {
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

	private static String endless(WorkContext work) throws InterruptedException {
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

	private static String flood(WorkContext work) {
		long end = System.nanoTime() + 1_000_000_000L;
		int reports = 0;
		while (System.nanoTime() < end) {
			work.progress(reports++ % 100, "report " + reports);
		}
		return "flooded with " + reports;
	}

}
