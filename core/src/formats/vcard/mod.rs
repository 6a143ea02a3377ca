//! vCard 2.1, 3.0 and 4.0, in through our own byte front end, out as 3.0 and 4.0.
