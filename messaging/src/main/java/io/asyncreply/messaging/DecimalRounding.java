package io.asyncreply.messaging;

import java.math.BigDecimal;
import java.math.MathContext;

import org.jspecify.annotations.Nullable;

/**
 * Rounds measured numbers for answers. More digits would claim a precision that no
 * measurement has.
 */
public final class DecimalRounding {

	private static final MathContext DIGITS = new MathContext(4);

	private static final double SMALLEST = 0.000_001;

	private DecimalRounding() {
	}

	/**
	 * Rounds a number.
	 * @param value a finite number, or null
	 * @return the number with four significant digits, 0 if it is below one millionth,
	 * null for null
	 */
	public static @Nullable Double round(@Nullable Double value) {
		return (value != null) ? Double.valueOf(roundFinite(value)) : null;
	}

	/**
	 * Rounds a number as {@link #round} does.
	 * @param value a finite number
	 */
	public static double roundFinite(double value) {
		return (Math.abs(value) < SMALLEST) ? 0 : new BigDecimal(value).round(DIGITS).doubleValue();
	}

}
