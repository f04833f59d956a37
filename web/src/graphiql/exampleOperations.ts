/** What the editor holds on a first visit. */
export const exampleOperations = `# Press the play button, or Ctrl-Enter, to run this.
# The book on the left documents every type. An API key goes in the Headers tab below:
#   { "authorization": "Bearer aic_…" }

query WhatIsHere {
  __schema {
    queryType {
      fields {
        name
        description
      }
    }
  }
}
`;
