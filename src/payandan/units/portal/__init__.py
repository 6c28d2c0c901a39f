"""What customers and the public see of units, one file a subject."""
