package io.asyncreply.benchmarks;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.springframework.util.StringUtils;

/**
 * What Linux has counted, under {@code /proc}.
 */
public final class Kernel {

	/** In which the kernel shows time to processes, on every architecture of today. */
	private static final double TICKS_PER_SECOND = 100;

	private static final String PEAK = "VmHWM:";

	/**
	 * Where a process's own user time stands behind its name; then follows its system
	 * time, and both of its dead children.
	 */
	private static final int USER_TIME = 11;

	private static final int DEAD_CHILDREN_SYSTEM_TIME = 14;

	private final Path proc;

	public Kernel(Path proc) {
		this.proc = proc;
	}

	/**
	 * The CPU time that a process and all its children, dead ones too, have taken, in
	 * seconds.
	 */
	public double cpuSeconds(long pid) throws IOException {
		long ticks = 0;
		for (long one : family(pid)) {
			String stat = text(this.proc.resolve(one + "/stat"));
			String[] afterName = words(stat.substring(stat.lastIndexOf(')') + 1));
			for (int i = USER_TIME; i <= DEAD_CHILDREN_SYSTEM_TIME && i < afterName.length; i++) {
				ticks += Long.parseLong(afterName[i]);
			}
		}
		return ticks / TICKS_PER_SECOND;
	}

	private List<Long> family(long pid) throws IOException {
		List<Long> family = new ArrayList<>(List.of(pid));
		try (DirectoryStream<Path> threads = Files.newDirectoryStream(this.proc.resolve(pid + "/task"))) {
			for (Path thread : threads) {
				for (String child : words(text(thread.resolve("children")))) {
					family.addAll(family(Long.parseLong(child)));
				}
			}
		}
		catch (NoSuchFileException ex) {
			return List.of();
		}
		return family;
	}

	/** Nothing where the process or the thread has ended meanwhile. */
	private static String text(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			return "";
		}
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

	/**
	 * The most memory that a process and its children held since the peak was forgotten,
	 * in MiB; what they share counts for each.
	 */
	public double peakMebibytes(long pid) throws IOException {
		double kibibytes = 0;
		for (long one : family(pid)) {
			kibibytes += kibibytes(one + "/status", PEAK);
		}
		return kibibytes / 1024;
	}

	/** The memory that a process holds, in MiB. */
	public double mebibytes(long pid) throws IOException {
		return kibibytes(pid + "/status", "VmRSS:") / 1024;
	}

	/** Makes the peak of a process and its children start anew. */
	public void forgetPeak(long pid) throws IOException {
		for (long one : family(pid)) {
			Files.writeString(this.proc.resolve(one + "/clear_refs"), "5");
		}
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
		return text(this.proc.resolve(file)).lines()
			.filter((line) -> line.startsWith(name))
			.mapToDouble((line) -> Double.parseDouble(line.replaceAll("\\D", "")))
			.findFirst()
			.orElse(0);
	}

	private static String[] words(String line) {
		return StringUtils.tokenizeToStringArray(line, " \n");
	}

	private String firstLine(String file) throws IOException {
		return lines(file).get(0);
	}

	private List<String> lines(String file) throws IOException {
		return Files.readAllLines(this.proc.resolve(file));
	}

}
