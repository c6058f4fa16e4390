package io.asyncreply.benchmarks.report;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;

import com.rabbitmq.client.Connection;
import io.asyncreply.benchmarks.transport.AmqpQueues;

import org.springframework.boot.SpringBootVersion;

/**
 * Describes the machine, its load and the versions.
 */
final class MachineDescription {

	private MachineDescription() {
	}

	/**
	 * Describes the machine at this moment.
	 * @param ledger folder with the ledger, whose file system matters
	 * @return two list items
	 */
	static String read(Path ledger) throws IOException {
		OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
		return String.format(Locale.ROOT, """
				- Machine: %s, %d CPUs, %s %s, ledger on %s, load average %.1f at the start
				- Versions: JDK %s, Spring Boot %s, RabbitMQ %s
				""", processor(), system.getAvailableProcessors(), system.getName(), system.getVersion(),
				Files.getFileStore(ledger).type(), system.getSystemLoadAverage(), System.getProperty("java.version"),
				SpringBootVersion.getVersion(), brokerVersion());
	}

	private static String processor() throws IOException {
		try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
			return lines.filter((line) -> line.startsWith("model name"))
				.map((line) -> line.substring(line.indexOf(':') + 2))
				.findFirst()
				.orElse("unknown processor");
		}
	}

	private static String brokerVersion() throws IOException {
		try (Connection connection = AmqpQueues.connect()) {
			return Objects.toString(connection.getServerProperties().get("version"));
		}
	}

}
