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
 * Configuration of a System B whose handlers misbehave as their payload says. It has no
 * {@code @Configuration}, so that component scans do not find it.
 */
@EnableAutoConfiguration
@ComponentScan({ "io.asyncreply.systemb.worker", "io.asyncreply.systemb.monitoring" })
class MisbehavingHandlers {

	/** Ends all stubborn handler calls. */
	static volatile CountDownLatch releaseLatch = new CountDownLatch(1);

	static final AtomicInteger running = new AtomicInteger();

	static final AtomicInteger maxRunning = new AtomicInteger();

	@Bean
	HandlerRegistration<TextProcess, TextProcess.Result> misbehavingTextProcess() {
		return HandlerRegistration.of(TextProcess.OPERATION,
				(payload, workContext) -> new TextProcess.Result(misbehave(payload.text(), workContext)));
	}

	@Bean
	HandlerRegistration<WordCount, WordCount.Result> blockingWordCount() {
		return HandlerRegistration.of(WordCount.OPERATION, (payload, workContext) -> {
			maxRunning.accumulateAndGet(running.incrementAndGet(), Math::max);
			String unused = stubborn();
			running.decrementAndGet();
			return new WordCount.Result(1, 1);
		});
	}

	private static String misbehave(String behaviour, WorkContext workContext) throws Exception {
		return switch (behaviour) {
			case "large" -> "x".repeat(1024 * 1024);
			case "io" -> throw new IOException("a disk");
			case "bug" -> throw new IllegalStateException("a bug");
			case "deep" -> throw new StackOverflowError();
			case "endless" -> endless(workContext);
			case "stubborn" -> stubborn();
			case "flood" -> flood(workContext);
			default -> behaviour;
		};
	}

	private static String endless(WorkContext workContext) throws InterruptedException {
		new CountDownLatch(1).await();
		return workContext.id().toString();
	}

	private static String stubborn() {
		while (true) {
			try {
				releaseLatch.await();
				return "late";
			}
			catch (InterruptedException ex) {
				// a stubborn handler ignores interrupts
			}
		}
	}

	private static String flood(WorkContext workContext) {
		long end = System.nanoTime() + 1_000_000_000L;
		int reports = 0;
		while (System.nanoTime() < end) {
			workContext.progress(reports++ % 100, "report " + reports);
		}
		return "flooded with " + reports;
	}

}
