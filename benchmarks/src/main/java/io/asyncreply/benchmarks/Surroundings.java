package io.asyncreply.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeoutException;

import com.rabbitmq.client.Connection;
import io.asyncreply.benchmarks.raw.RawQueues;
import org.springframework.boot.SpringBootVersion;

/**
 * Where the figures come from, without which they say nothing.
 */
final class Surroundings {

	private final Kernel kernel;

	private final Settings settings;

	Surroundings(Kernel kernel, Settings settings) {
		this.kernel = kernel;
		this.settings = settings;
	}

	String describe(String measured) throws IOException, TimeoutException {
		return String.format(Locale.ROOT, """
				%s.
				Machine: %s, %d CPUs, %.0f GiB, %s %s, the ledger on %s; load average at the start %s
				Versions: revision %s, JDK %s, Spring Boot %s, RabbitMQ %s
				""", measured, this.kernel.processor(), Runtime.getRuntime().availableProcessors(),
				this.kernel.memoryGibibytes(), System.getProperty("os.name"), System.getProperty("os.version"),
				Files.getFileStore(this.settings.ledger()).type(), this.kernel.loadAverage(), this.settings.revision(),
				System.getProperty("java.version"), SpringBootVersion.getVersion(), brokerVersion());
	}

	private static String brokerVersion() throws IOException, TimeoutException {
		try (Connection connection = RawQueues.connect(System.getenv())) {
			return Objects.toString(connection.getServerProperties().get("version"));
		}
	}

}
