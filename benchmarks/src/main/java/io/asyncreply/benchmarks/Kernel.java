package io.asyncreply.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.springframework.util.StringUtils;

/**
 * What Linux has counted, under {@code /proc}.
 */
public final class Kernel {

	/** In which the kernel shows time to processes, on every architecture of today. */
	private static final double TICKS_PER_SECOND = 100;

	private static final String PEAK = "VmHWM:";

	private final Path proc;

	public Kernel(Path proc) {
		this.proc = proc;
	}

	/** The CPU time that a process has taken, in seconds. */
	public double cpuSeconds(long pid) throws IOException {
		String stat = Files.readString(this.proc.resolve(pid + "/stat"));
		String[] afterName = words(stat.substring(stat.lastIndexOf(')') + 1));
		return (Long.parseLong(afterName[11]) + Long.parseLong(afterName[12])) / TICKS_PER_SECOND;
	}

	/**
	 * The CPU time that the whole machine has spent on anything, interrupts and the
	 * hypervisor's share included, in seconds.
	 */
	double busySeconds() throws IOException {
		String[] fields = words(firstLine("stat"));
		long ticks = 0;
		for (int i : new int[] { 1, 2, 3, 6, 7, 8 }) { // user nice system irq softirq
														// steal
			ticks += Long.parseLong(fields[i]);
		}
		return ticks / TICKS_PER_SECOND;
	}

	/** The most memory that a process held since the peak was forgotten, in MiB. */
	public double peakMebibytes(long pid) throws IOException {
		return kibibytes(pid + "/status", PEAK) / 1024;
	}

	/** The memory that a process holds, in MiB. */
	public double mebibytes(long pid) throws IOException {
		return kibibytes(pid + "/status", "VmRSS:") / 1024;
	}

	/** Makes the peak of a process start anew. */
	public void forgetPeak(long pid) throws IOException {
		Files.writeString(this.proc.resolve(pid + "/clear_refs"), "5");
	}

	/** The memory of the machine, in GiB. */
	double memoryGibibytes() throws IOException {
		return kibibytes("meminfo", "MemTotal:") / 1024 / 1024;
	}

	String loadAverage() throws IOException {
		return words(firstLine("loadavg"))[0];
	}

	String processor() throws IOException {
		return lines("cpuinfo").stream()
			.filter((line) -> line.startsWith("model name"))
			.map((line) -> line.substring(line.indexOf(':') + 2))
			.findFirst()
			.orElse("unknown processor");
	}

	private double kibibytes(String file, String name) throws IOException {
		return lines(file).stream()
			.filter((line) -> line.startsWith(name))
			.mapToDouble((line) -> Double.parseDouble(line.replaceAll("\\D", "")))
			.findFirst()
			.orElse(0);
	}

	private static String[] words(String line) {
		return StringUtils.tokenizeToStringArray(line, " ");
	}

	private String firstLine(String file) throws IOException {
		return lines(file).get(0);
	}

	private List<String> lines(String file) throws IOException {
		return Files.readAllLines(this.proc.resolve(file));
	}

}
