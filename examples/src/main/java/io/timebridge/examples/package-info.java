/** Small programs, each with one thing to show. */
@NullMarked
package io.timebridge.examples;

import org.jspecify.annotations.NullMarked;
