//! Random courses.
