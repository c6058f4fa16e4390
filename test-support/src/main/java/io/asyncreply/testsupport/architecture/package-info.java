/**
 * Architecture rules that all modules share.
 */
@NullMarked
package io.asyncreply.testsupport.architecture;

import org.jspecify.annotations.NullMarked;
