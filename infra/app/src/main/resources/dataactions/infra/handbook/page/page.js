
(function () {
  var label = document.createElement('label');
  label.textContent = 'Show only actions with';
  var field = document.createElement('input');
  field.type = 'search';
  label.appendChild(field);
  var count = document.createElement('p');
  count.setAttribute('role', 'status');
  var nav = document.querySelector('nav');
  nav.insertBefore(label, nav.querySelector('ul'));
  nav.appendChild(count);
  var sections = Array.from(document.querySelector('main').children);
  var entries = Array.from(nav.querySelector('ul').children);
  field.addEventListener('input', function () {
    var word = field.value.trim().toLowerCase();
    var shown = 0;
    sections.forEach(function (section, i) {
      var hit = section.textContent.toLowerCase().includes(word);
      section.hidden = !hit;
      entries[i].hidden = !hit;
      shown += hit ? 1 : 0;
    });
    count.textContent = word ? shown + ' of ' + sections.length + ' sections' : '';
  });
})();
