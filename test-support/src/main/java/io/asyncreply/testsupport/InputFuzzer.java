package io.asyncreply.testsupport;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Spoils what is sound, the same way each time unless a long run is asked for with the
 * system property {@code asyncreply.fuzz.cases}; then the seed is another each time and
 * printed, and {@code asyncreply.fuzz.seed} repeats it.
 */
public final class InputFuzzer {

	private static final long SEED = 20_261_122;

	private static final List<String> TOKENS = List.of("null", "[[[[[[[[", "{\"a\":", "}", "]", "\"", "\\", "\\ud800",
			"\\u0000", "\u0000", "\\n", "\n2026-11-22T00:00:00.000Z ERROR forged", "\r\n", "\u001b[31m", "${jndi:x}",
			"%n", "1e999999999", "-0", "9".repeat(1_200), "NaN", "\ud83d\ude80", "\ufeff", "\u2028", "[".repeat(2_000),
			"true", "'; drop table request; --", "../", "%00", "x".repeat(9_000));

	private final Random random;

	private final int cases;

	private InputFuzzer(long seed, int cases) {
		this.random = new Random(seed);
		this.cases = cases;
	}

	/**
	 * Begins a run.
	 * @param cases how many in a short one
	 */
	public static InputFuzzer begin(int cases) {
		int wanted = Integer.getInteger("asyncreply.fuzz.cases", cases);
		long seed = Long.getLong("asyncreply.fuzz.seed", (wanted == cases) ? SEED : System.nanoTime());
		System.out.println("Fuzz: " + wanted + " cases, -Dasyncreply.fuzz.seed=" + seed);
		return new InputFuzzer(seed, wanted);
	}

	public int cases() {
		return this.cases;
	}

	/** A number from 0 to below the bound. */
	public int number(int bound) {
		return this.random.nextInt(bound);
	}

	public boolean chance(int percent) {
		return number(100) < percent;
	}

	@SafeVarargs
	public final <T> T one(T... choices) {
		return choices[number(choices.length)];
	}

	/** Anything that has no business where it is put. */
	public String token() {
		return TOKENS.get(number(TOKENS.size()));
	}

	/** The same with up to four changes. */
	public byte[] spoil(byte[] sound) {
		byte[] spoilt = sound;
		for (int changes = number(5); changes > 0; changes--) {
			spoilt = change(spoilt);
		}
		return spoilt;
	}

	public String spoil(String sound) {
		return new String(spoil(sound.getBytes(StandardCharsets.UTF_8)), StandardCharsets.ISO_8859_1);
	}

	/** A table of headers such as AMQP allows. */
	public Map<String, Object> table(int depth) {
		Map<String, Object> table = new HashMap<>();
		for (int entries = number(6); entries > 0; entries--) {
			table.put(one("attempt", "deadline", "x-death", "traceparent", "__TypeId__", "h" + entries), value(depth));
		}
		return table;
	}

	private Object value(int depth) {
		return switch (number((depth > 0) ? 9 : 7)) {
			case 0 -> this.random.nextInt();
			case 1 -> this.random.nextLong();
			case 2 -> Long.MIN_VALUE;
			case 3 -> token();
			case 4 -> this.random.nextDouble();
			case 5 -> new byte[number(200)];
			case 6 -> chance(50);
			case 7 -> table(depth - 1);
			default -> List.of(value(depth - 1), table(depth - 1));
		};
	}

	private byte[] change(byte[] bytes) {
		int at = number(bytes.length + 1);
		return switch (number(5)) {
			case 0 -> join(bytes, 0, at);
			case 1 -> join(bytes, 0, at, token().getBytes(StandardCharsets.UTF_8), bytes, at);
			case 2 -> join(bytes, 0, at, new byte[] { (byte) number(256) }, bytes, Math.min(bytes.length, at + 1));
			case 3 -> join(bytes, 0, at, bytes, bytes, at);
			default -> join(bytes, 0, at, new byte[0], bytes, Math.min(bytes.length, at + number(20)));
		};
	}

	private static byte[] join(byte[] head, int from, int to) {
		return join(head, from, to, new byte[0], head, head.length);
	}

	private static byte[] join(byte[] head, int from, int to, byte[] middle, byte[] tail, int tailFrom) {
		ByteArrayOutputStream joined = new ByteArrayOutputStream();
		joined.write(head, from, to - from);
		joined.writeBytes(middle);
		joined.write(tail, tailFrom, tail.length - tailFrom);
		return joined.toByteArray();
	}

}
