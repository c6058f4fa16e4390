package io.asyncreply.benchmarks.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

import org.springframework.util.StringUtils;

/**
 * Reads the CPU time and the memory of processes, and the CPU time of the machine.
 */
public final class LinuxCounters {

	/** The unit of {@code /proc/stat} on all architectures. */
	private static final double TICKS_PER_SECOND = 100;

	private LinuxCounters() {
	}

	/**
	 * Reads the CPU time of a process and its living descendants.
	 * @param pid the process
	 * @return seconds, 0 if the process has ended
	 */
	public static double cpuSeconds(long pid) {
		return ProcessHandle.of(pid)
			.stream()
			.flatMap((process) -> Stream.concat(Stream.of(process), process.descendants()))
			.mapToDouble((process) -> process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e9)
			.sum();
	}

	/**
	 * Reads the CPU time of the whole machine, including interrupts and stolen time.
	 * @return seconds since the machine started
	 * @throws IOException if the kernel does not tell
	 */
	public static double machineSeconds() throws IOException {
		// cpu user nice system idle iowait irq softirq steal
		String[] ticks = StringUtils.tokenizeToStringArray(Files.readAllLines(Path.of("/proc/stat")).get(0), " ");
		return Stream.of(1, 2, 3, 6, 7, 8).mapToLong((field) -> Long.parseLong(ticks[field])).sum() / TICKS_PER_SECOND;
	}

	/**
	 * Reads the resident memory of a process.
	 * @param pid the process
	 * @return MiB
	 * @throws IOException if the process has ended
	 */
	public static double residentMebibytes(long pid) throws IOException {
		return mebibytes(pid, "VmRSS:");
	}

	/**
	 * Reads the highest resident memory of a process since {@link #resetPeak}.
	 * @param pid the process
	 * @return MiB
	 * @throws IOException if the process has ended
	 */
	public static double peakMebibytes(long pid) throws IOException {
		return mebibytes(pid, "VmHWM:");
	}

	private static double mebibytes(long pid, String field) throws IOException {
		return Files.readAllLines(Path.of("/proc/" + pid + "/status"))
			.stream()
			.filter((line) -> line.startsWith(field))
			.mapToDouble((line) -> Double.parseDouble(line.replaceAll("\\D", "")) / 1024)
			.sum();
	}

	/**
	 * Sets the highest resident memory of a process to the current one.
	 * @param pid the process
	 * @throws IOException if the process has ended
	 */
	public static void resetPeak(long pid) throws IOException {
		Files.writeString(Path.of("/proc/" + pid + "/clear_refs"), "5");
	}

}
