package ghsim
func graphQL(c *call) (answer, error) { return answer{}, notFound }
